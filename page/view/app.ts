import { speakerOf } from '../texts/texts.ts';
import { createApi } from './api.ts';
import type { PageContext, Part } from './context.ts';
import { detail } from './detail.ts';
import { fill, h, setText } from './dom.ts';
import { filters } from './filters.ts';
import { graph } from './graph.ts';
import { header } from './header.ts';
import type { Loader } from './loader.ts';
import { notice } from './notice.ts';
import type { State, Store } from './store.ts';
import { shownRows, table } from './table.ts';

export interface AppSettings {
  readonly store: Store;
  readonly loader: Loader;
  token(): string;
  useToken(token: string): void;
}

/** What stands where the list would: loading, nothing there, nothing left by the filters. */
const placeholder = ({ say }: PageContext): Part => {
  const root = h('div', { class: 'empty' });
  const title = h('p', {});
  const hint = h('p', { class: 'hint' });
  root.append(title, hint);
  const textsOf = (state: State): readonly [string, string] => {
    if (!state.isComplete) return state.fault ? ['', ''] : [say('page.loading'), ''];
    return state.rows.length === 0
      ? [say('empty.none'), say('empty.none.hint')]
      : [say('empty.filtered'), ''];
  };
  return {
    root,
    render: (state) => {
      root.hidden = state.rows.length > 0 && shownRows(state).length > 0;
      const [first, second] = textsOf(state);
      setText(title, root.hidden ? '' : first);
      setText(hint, root.hidden ? '' : second);
    },
  };
};

const progress = ({ say }: PageContext): Part => {
  const root = h('p', { class: 'progress', role: 'status' });
  return {
    root,
    render: ({ isComplete, rows }) =>
      setText(
        root,
        isComplete || rows.length === 0 ? '' : say('page.loadingMore', { n: rows.length }),
      ),
  };
};

/** Builds the page in the language of the state and returns what keeps it in step. */
export const buildApp = (settings: AppSettings): ((state: State) => void) => {
  const { store, loader } = settings;
  const { language } = store.get();
  const context: PageContext = {
    ...settings,
    loader,
    say: speakerOf(language),
    api: createApi({ language, token: settings.token }),
  };
  const { say } = context;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = say('page.title');
  const top = header(context);
  const bar = filters(context);
  const trouble = notice(context);
  const loading = progress(context);
  const views = { table: table(context), graph: graph(context) };
  const blank = placeholder(context);
  const panel = detail(context);
  const main = h(
    'main',
    { id: 'connections', tabindex: '-1' },
    trouble.root,
    bar.root,
    loading.root,
    views.table.root,
    views.graph.root,
    blank.root,
  );
  fill(document.body, top.root, main, panel.root);
  return (state) => {
    const hasRows = shownRows(state).length > 0;
    views.table.root.hidden = state.view !== 'table' || !hasRows;
    views.graph.root.hidden = state.view !== 'graph' || !hasRows;
    for (const part of [top, trouble, bar, loading, blank, panel, views[state.view]])
      part.render(state);
  };
};
