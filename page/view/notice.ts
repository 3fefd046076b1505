import type { Speaker } from '../texts/texts.ts';
import type { Fault } from './api.ts';
import type { PageContext, Part } from './context.ts';
import { button, fill, h, on, setText } from './dom.ts';
import { problemBox } from './problem.ts';
import type { State } from './store.ts';

const KNOWN: Readonly<Record<number, '401' | '403' | '429' | '503' | 'network'>> = {
  0: 'network',
  401: '401',
  403: '403',
  429: '429',
  500: '503',
  502: '503',
  503: '503',
  504: '503',
};

const textsOf = (say: Speaker, { status }: Fault): { title: string; remedy?: string } => {
  const known = KNOWN[status];
  if (known === undefined) return { title: `${say('notice.other')} (${status})` };
  return { title: say(`notice.${known}`), remedy: say(`notice.${known}.remedy`) };
};

const tokenForm = ({ say, useToken }: PageContext): HTMLElement => {
  const field = h('input', {
    type: 'password',
    autocomplete: 'off',
    required: true,
    'aria-label': say('notice.token'),
    placeholder: say('notice.token'),
  });
  const form = h(
    'form',
    { class: 'bar' },
    field,
    h('button', { type: 'submit' }, say('notice.token.use')),
  );
  return on(form, {
    submit: (event) => {
      event.preventDefault();
      useToken(field.value);
      field.value = '';
    },
  });
};

/** Says that the list cannot be read, why, and what to do. */
export const notice = (context: PageContext): Part => {
  const { say, loader } = context;
  const root = h('section', { class: 'notice', hidden: true });
  const next = h('p', { class: 'next' });
  let shown: Fault | undefined;
  const build = (fault: Fault): void => {
    const { title, remedy } = textsOf(say, fault);
    fill(
      root,
      problemBox(say, title, fault.problem, remedy),
      // A problem document knows what is wrong, but not how one comes to this page.
      fault.problem?.remedy && remedy ? h('p', {}, remedy) : undefined,
      fault.status === 401 ? tokenForm(context) : undefined,
      h(
        'div',
        { class: 'bar' },
        button(say('notice.retry'), () => loader.refresh()),
        next,
      ),
    );
  };
  const render = ({ fault, nextAt, now, updatedAt }: State): void => {
    root.hidden = fault === undefined;
    if (fault === undefined) {
      shown = undefined;
      return;
    }
    if (shown !== fault && (shown?.status !== fault.status || fault.problem)) build(fault);
    shown = fault;
    const stale =
      updatedAt === undefined ? '' : say('notice.stale', { time: say.clock(updatedAt) });
    const soon = nextAt === undefined ? '' : say('notice.next', { time: say.span(nextAt - now) });
    setText(next, [soon, stale].filter(Boolean).join(' '));
  };
  return { root, render };
};
