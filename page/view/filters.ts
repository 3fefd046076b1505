import { countByStatus, matching, NO_FILTER, regionsOf, withStatus } from '../model/filter.ts';
import { toneOf } from '../model/states.ts';
import { statusShape } from './chip.ts';
import type { PageContext, Part } from './context.ts';
import { button, fill, h, on, setText } from './dom.ts';
import type { State, View } from './store.ts';

const isFiltered = ({ filter }: State): boolean =>
  filter.text !== '' || filter.region !== '' || filter.statuses.size > 0;

const searchField = ({ store, say }: PageContext): HTMLInputElement => {
  const field = h('input', {
    type: 'search',
    id: 'search',
    placeholder: say('filter.search.hint'),
    'aria-label': say('filter.search'),
    autocomplete: 'off',
    spellcheck: 'false',
  });
  return on(field, {
    input: () => store.set({ filter: { ...store.get().filter, text: field.value }, page: 0 }),
  });
};

const regionField = ({ store, say }: PageContext): HTMLSelectElement => {
  const all = h('option', { value: '' }, say('filter.region.all'));
  const field = h('select', { 'aria-label': say('filter.region') }, all);
  return on(field, {
    change: () => store.set({ filter: { ...store.get().filter, region: field.value }, page: 0 }),
  });
};

const renderRegions = (field: HTMLSelectElement, state: State, all: string): void => {
  // A region that was asked for stays, although no connection of it is listed any more.
  const regions = new Set([...regionsOf(state.rows), state.filter.region].filter(Boolean));
  const wanted = ['', ...[...regions].sort()];
  if ([...field.options].map(({ value }) => value).join(' ') !== wanted.join(' '))
    fill(field, ...wanted.map((value) => h('option', { value }, value || all)));
  field.value = state.filter.region;
};

const statusFilter = (context: PageContext) => {
  const { store, say } = context;
  const root = h('div', { class: 'statuses', role: 'group', 'aria-label': say('filter.status') });
  const known = new Map<string, HTMLButtonElement>();
  const toggle = (status: string) => {
    const { filter } = store.get();
    const statuses = new Set(filter.statuses);
    if (!statuses.delete(status)) statuses.add(status);
    store.set({ filter: { ...filter, statuses }, page: 0 });
  };
  const buttonOf = (status: string): HTMLButtonElement => {
    const made =
      known.get(status) ??
      button('', () => toggle(status), { class: `count tone-${toneOf(status)}` });
    known.set(status, made);
    return made;
  };
  const render = (state: State) => {
    const counts = countByStatus(matching(state.rows, state.filter));
    const shown = [...new Set([...counts.keys(), ...state.filter.statuses])];
    const buttons = shown.map((status) => {
      const made = buttonOf(status);
      const label = say.term('status', status);
      made.setAttribute('aria-pressed', String(state.filter.statuses.has(status)));
      const count = String(counts.get(status) ?? 0);
      if (made.textContent !== `${count}${label}`)
        fill(made, h('b', {}, count), h('span', {}, statusShape(status), label));
      return made;
    });
    const isSame =
      root.children.length === buttons.length &&
      buttons.every((it, at) => root.children[at] === it);
    if (!isSame) fill(root, ...buttons);
  };
  return { root, render };
};

const viewSwitch = ({ store, say }: PageContext) => {
  const views: readonly View[] = ['table', 'graph'];
  const buttons = views.map((view) => ({
    view,
    root: button(say(`view.${view}`), () => store.set({ view })),
  }));
  const root = h(
    'div',
    { class: 'switch', role: 'group', 'aria-label': say('view.label') },
    ...buttons.map((each) => each.root),
  );
  const render = (state: State) => {
    for (const each of buttons)
      each.root.setAttribute('aria-pressed', String(state.view === each.view));
  };
  return { root, render };
};

const allField = ({ store, say, loader }: PageContext) => {
  const box = on(h('input', { type: 'checkbox' }), {
    change: () => {
      store.set({ all: box.checked, rows: [], isComplete: false, updatedAt: undefined, page: 0 });
      loader.refresh();
    },
  });
  return { box, root: h('label', { class: 'check' }, box, say('filter.all')) };
};

/** Search, region, statuses with their numbers, and the choice of table or graph. */
export const filters = (context: PageContext): Part => {
  const { store, say } = context;
  const search = searchField(context);
  const region = regionField(context);
  const statuses = statusFilter(context);
  const views = viewSwitch(context);
  const all = allField(context);
  const summary = h('p', { class: 'summary', role: 'status' });
  const clear = button(say('filter.clear'), () => store.set({ filter: NO_FILTER, page: 0 }), {
    class: 'quiet',
  });
  const root = h(
    'section',
    { class: 'filters' },
    statuses.root,
    h('div', { class: 'bar' }, search, region, views.root),
    h('div', { class: 'bar under' }, summary, clear, all.root),
  );
  const render = (state: State) => {
    // Where nothing could be read yet there is nothing to filter.
    root.hidden = state.fault !== undefined && state.updatedAt === undefined && !state.all;
    if (search.value !== state.filter.text) search.value = state.filter.text;
    renderRegions(region, state, say('filter.region.all'));
    statuses.render(state);
    views.render(state);
    all.box.checked = state.all;
    clear.hidden = !isFiltered(state);
    const n = withStatus(matching(state.rows, state.filter), state.filter).length;
    const total = state.rows.length;
    const hasRows = state.updatedAt !== undefined;
    setText(summary, hasRows ? say.count('filter.summary', n, { total }) : '');
  };
  return { root, render };
};
