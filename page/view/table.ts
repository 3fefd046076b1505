import type { Row } from '../model/contract.ts';
import { matching, type SortKey, sorted, withStatus } from '../model/filter.ts';
import type { PageContext, Part } from './context.ts';
import { button, fill, h } from './dom.ts';
import { pager } from './pager.ts';
import { createRows } from './rows.ts';
import type { State } from './store.ts';

/** Rows on one page of the table. */
export const PAGE_ROWS = 100;

const TITLES = {
  status: 'table.status',
  name: 'table.name',
  ends: 'table.ends',
  awaited: 'table.awaited',
} as const;

const COLUMNS: readonly { readonly id: keyof typeof TITLES; readonly sort?: SortKey }[] = [
  { id: 'status', sort: 'urgency' },
  { id: 'name', sort: 'name' },
  { id: 'ends' },
  { id: 'awaited' },
];

const headOf = ({ store, say }: PageContext) => {
  const cells = COLUMNS.map(({ id, sort }) => {
    const title = say(TITLES[id]);
    if (sort === undefined) return { cell: h('th', { scope: 'col', role: 'columnheader' }, title) };
    const change = () => {
      const { sort: before } = store.get();
      const descending = before.key === sort ? !before.descending : false;
      store.set({ sort: { key: sort, descending }, page: 0 });
    };
    const sorter = button(title, change, { title: say('table.sort', { column: title }) });
    return { sort, cell: h('th', { scope: 'col', role: 'columnheader' }, sorter) };
  });
  const root = h(
    'thead',
    { role: 'rowgroup' },
    h('tr', { role: 'row' }, ...cells.map(({ cell }) => cell)),
  );
  const render = ({ sort }: State) => {
    for (const each of cells) {
      const order = sort.descending ? 'descending' : 'ascending';
      if (each.sort === sort.key) each.cell.setAttribute('aria-sort', order);
      else each.cell.removeAttribute('aria-sort');
    }
  };
  return { root, render };
};

/** The rows that the filters leave, in the order asked for. */
export const shownRows = ({ rows, filter, sort }: State): readonly Row[] =>
  sorted(withStatus(matching(rows, filter), filter), sort);

/** The connections as a table, a hundred rows at a time. */
export const table = (context: PageContext): Part => {
  const { say } = context;
  const head = headOf(context);
  const body = h('tbody', { role: 'rowgroup' });
  const rows = createRows(context);
  const pages = pager(context, PAGE_ROWS);
  const root = h(
    'div',
    { class: 'table' },
    h(
      'table',
      { role: 'table' },
      h('caption', { class: 'unseen' }, say('table.caption')),
      head.root,
      body,
    ),
    pages.root,
  );
  const render = (state: State) => {
    head.render(state);
    const all = shownRows(state);
    const page = Math.min(state.page, Math.max(0, Math.ceil(all.length / PAGE_ROWS) - 1));
    const shown = all
      .slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)
      .map((row) => rows.of(row, state));
    const isSame =
      body.children.length === shown.length && shown.every((row, at) => body.children[at] === row);
    if (!isSame) keepingFocus(body, () => fill(body, ...shown));
    rows.forgetOthers(shown);
    pages.render(page, all.length);
  };
  return { root, render };
};

/** Moving a row takes the focus from it: it gets it back. */
const keepingFocus = (within: HTMLElement, change: () => void): void => {
  const focused = document.activeElement;
  change();
  if (focused instanceof HTMLElement && within.contains(focused)) focused.focus();
};
