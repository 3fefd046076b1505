import type { Finding, Row } from '../model/contract.ts';
import { nameOf } from '../model/filter.ts';
import { actionBar } from './actions.ts';
import { awaitedText, inStateText, noteFindings } from './awaited.ts';
import { statusChip } from './chip.ts';
import type { PageContext, Part } from './context.ts';
import { button, fill, h, on, setText } from './dom.ts';
import { endCards, factsOf } from './facts.ts';
import { findingItem } from './problem.ts';
import { routesSection } from './routes.ts';
import type { State } from './store.ts';

/** From this width on the details stand beside the list instead of over it. */
const BESIDE = '(min-width: 1100px)';

/** The details of one connection, kept in step with its row. */
const content = (context: PageContext, first: Row) => {
  const { say, store } = context;
  const head = h('div', { class: 'head' });
  const waits = h('p', { class: 'waits' });
  const actions = h('div', {});
  const outcome = h('div', { class: 'outcome', 'aria-live': 'polite' });
  const findings = h('ul', { class: 'findings' });
  const ends = h('div', {});
  const facts = h('div', {});
  let found: readonly Finding[] = [];
  let shown: Row | undefined;
  let noted = '';
  const renderNotes = (state: State, row: Row) => {
    const all = [...noteFindings(say, row.connection, state.now), ...found];
    const now = JSON.stringify(all);
    if (now === noted) return;
    noted = now;
    findings.hidden = all.length === 0;
    fill(findings, ...all.map((each) => findingItem(say, each)));
  };
  const routes = routesSection(context, outcome, (read) => {
    found = read;
    if (shown) renderNotes(store.get(), shown);
  });
  const renderRow = (row: Row) => {
    const it = row.connection;
    fill(
      head,
      h('div', {}, statusChip(say, it.status), h('small', { class: 'time' })),
      h('h2', { id: 'detail-title', tabindex: '-1' }, nameOf(it)),
    );
    // A button that a person is about to press is not replaced unless its meaning changed.
    if (shown?.connection.status !== it.status) {
      fill(actions, actionBar(context, it, outcome));
      void routes.read(it);
    }
    fill(ends, endCards(say, it));
    fill(facts, factsOf(say, row));
    shown = row;
  };
  const render = (state: State, row: Row) => {
    if (row !== shown) renderRow(row);
    const time = head.querySelector('.time');
    const spent = inStateText(say, row.connection, state.now);
    if (time) setText(time, spent && say('table.for', { time: spent }));
    const what = awaitedText(say, row.connection, state.now);
    waits.hidden = what === undefined;
    if (what)
      setText(
        waits,
        say('detail.awaited', {
          what: [what.what, what.until].filter(Boolean).join(say('list.clauses')),
        }),
      );
    renderNotes(state, row);
  };
  render(store.get(), first);
  return {
    nodes: [head, waits, actions, outcome, findings, ends, routes.root, facts],
    render,
    outcome,
  };
};

/** The panel that opens for one connection. */
export const detail = (context: PageContext): Part => {
  const { say, store } = context;
  const body = h('div', { class: 'body' });
  const beside = matchMedia(BESIDE);
  const close = () => store.set({ selected: undefined });
  const root = h(
    'dialog',
    { class: 'detail', 'aria-labelledby': 'detail-title' },
    button('×', close, { class: 'close icon', 'aria-label': say('detail.close') }),
    body,
  );
  let open: { readonly id: string; readonly shown: ReturnType<typeof content> } | undefined;
  let opener: Element | null = null;
  const show = (id: string, row: Row) => {
    if (open === undefined) opener = document.activeElement;
    open = { id, shown: content(context, row) };
    fill(body, ...open.shown.nodes);
    root.scrollTop = 0;
    if (!root.open) beside.matches ? root.show() : root.showModal();
    document.documentElement.classList.add('with-detail');
    root.querySelector<HTMLElement>('#detail-title')?.focus({ preventScroll: true });
  };
  const hide = () => {
    if (open === undefined) return;
    open = undefined;
    document.documentElement.classList.remove('with-detail');
    root.close();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  };
  on(root, {
    cancel: (event) => {
      event.preventDefault();
      close();
    },
    keydown: ({ key }) => key === 'Escape' && close(),
    // A click beside the modal panel closes it.
    click: ({ target }) => target === root && !beside.matches && close(),
  });
  const render = (state: State) => {
    const { selected, rows, isComplete } = state;
    if (selected === undefined) return hide();
    const row = rows.find(({ connection }) => connection.instanceId === selected);
    if (row === undefined) {
      if (open?.id === selected) fill(open.shown.outcome, h('p', {}, say('detail.gone')));
      else if (isComplete) close();
      return;
    }
    if (open?.id === selected) open.shown.render(state, row);
    else show(selected, row);
  };
  return { root, render };
};
