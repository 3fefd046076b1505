import { LANGUAGES, type Language } from '../texts/texts.ts';
import type { PageContext, Part } from './context.ts';
import { button, h, on, s, setText } from './dom.ts';
import { healthButton } from './health.ts';
import { THEMES, type Theme } from './store.ts';

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const logo = (): SVGSVGElement =>
  s(
    'svg',
    { class: 'logo', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    s('path', { d: 'M9 16h14' }),
    s('circle', { cx: 8, cy: 16, r: 5 }),
    s('circle', { cx: 24, cy: 16, r: 5 }),
  );

const select = <T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  chosen: T,
  choose: (value: T) => void,
): HTMLElement => {
  const field = h(
    'select',
    { 'aria-label': label },
    ...options.map(([value, text]) =>
      h(
        'option',
        { value, selected: value === chosen, ...(text === '中文' ? { lang: 'zh' } : {}) },
        text,
      ),
    ),
  );
  return on(field, {
    change: () => {
      const [value] = options[field.selectedIndex] ?? [];
      if (value !== undefined) choose(value);
    },
  });
};

/** The bar at the top: name, when the list was read, health, language and colours. */
export const header = (context: PageContext): Part => {
  const { store, say, loader } = context;
  const { language, theme } = store.get();
  const updated = h('span', { class: 'updated' });
  const refresh = button('', () => loader.refresh(), {
    class: 'icon',
    'aria-label': say('page.refresh'),
    title: say('page.refresh'),
  });
  refresh.append(
    s(
      'svg',
      { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      s('path', { d: 'M13.5 8A5.5 5.5 0 1 1 11.9 4.1M12.5 1.5v3h-3' }),
    ),
  );
  const languages = LANGUAGES.map((each) => [each, LANGUAGE_NAMES[each]] as const);
  const themes = THEMES.map((each): readonly [Theme, string] => [each, say(`theme.${each}`)]);
  const root = h(
    'header',
    { class: 'top' },
    h('a', { class: 'skip', href: '#connections' }, say('page.skip')),
    h('h1', { class: 'brand' }, logo(), 'Peerflow'),
    h(
      'div',
      { class: 'tools' },
      updated,
      refresh,
      healthButton(context),
      select(say('page.language'), languages, language, (it) => store.set({ language: it })),
      select(say('page.theme'), themes, theme, (it) => store.set({ theme: it })),
    ),
  );
  return {
    root,
    render: ({ updatedAt }) =>
      setText(
        updated,
        updatedAt === undefined ? '' : say('page.updated', { time: say.clock(updatedAt) }),
      ),
  };
};
