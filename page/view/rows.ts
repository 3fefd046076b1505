import type { Connection, Row } from '../model/contract.ts';
import { nameOf } from '../model/filter.ts';
import { awaitedText, inStateText, noteFindings } from './awaited.ts';
import { statusChip } from './chip.ts';
import type { PageContext } from './context.ts';
import { button, fill, h, on, setText } from './dom.ts';
import type { State } from './store.ts';

interface Made {
  readonly root: HTMLTableRowElement;
  row: Row;
  render(state: State): void;
}

const end = (vpcId: string, regionId: string, account: string): HTMLElement =>
  h(
    'span',
    { class: 'end' },
    h('code', {}, vpcId),
    h('small', {}, [regionId, account].filter(Boolean).join(' · ')),
  );

const endsOf = (it: Connection): HTMLElement =>
  h(
    'div',
    { class: 'ends' },
    end(it.vpc.vpcId, it.regionId, it.ownerId),
    h('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'),
    end(it.acceptingVpc.vpcId, it.acceptingRegionId, it.acceptingOwnerUid),
  );

const cell = (name: string, ...children: (Node | string | false)[]): HTMLTableCellElement =>
  h('td', { role: 'cell', class: name }, ...children);

const makeRow = ({ store, say }: PageContext, row: Row): Made => {
  const it = row.connection;
  const name = nameOf(it);
  const time = h('small', { class: 'time' });
  const awaited = h('div', {});
  const select = () => store.set({ selected: it.instanceId });
  const open = button(name, select, {
    class: 'name',
    'aria-label': say('table.open', { name }),
    'aria-haspopup': 'dialog',
  });
  const root = h(
    'tr',
    { role: 'row' },
    cell('status', statusChip(say, it.status), time),
    cell(
      'connection',
      open,
      h('small', {}, it.name ? h('code', {}, it.instanceId) : ''),
      row.requestId === null && h('small', { class: 'foreign' }, say('table.foreign')),
    ),
    cell('between', endsOf(it)),
    cell('awaited', awaited),
  );
  on(root, {
    // The whole row opens the details, unless somebody marks text to copy it.
    click: () => {
      if (document.getSelection()?.isCollapsed !== false) select();
    },
  });
  let text = '';
  const render = (state: State) => {
    root.classList.toggle('selected', state.selected === it.instanceId);
    const spent = inStateText(say, it, state.now);
    setText(time, spent && say('table.for', { time: spent }));
    const what = awaitedText(say, it, state.now);
    const findings = noteFindings(say, it, state.now);
    const [first] = findings;
    const now = JSON.stringify([what, findings.length, first?.code]);
    if (now === text) return;
    text = now;
    fill(
      awaited,
      what && h('span', {}, what.what),
      what?.until !== undefined &&
        h('small', { class: what.isUrgent ? 'tone-bad' : '' }, what.until),
      first &&
        h(
          'small',
          { class: `note tone-${first.severity === 'error' ? 'bad' : 'waiting'}` },
          findings.length > 1 ? say.count('table.notes', findings.length) : first.detail,
        ),
      !what && !first && h('small', { class: 'nothing' }, '–'),
    );
  };
  return { root, row, render };
};

/** Table rows, made once and kept as long as what they show does not change. */
export const createRows = (context: PageContext) => {
  const known = new Map<string, Made>();
  return {
    of: (row: Row, state: State): HTMLTableRowElement => {
      const id = row.connection.instanceId;
      const old = known.get(id);
      const made = old?.row === row ? old : makeRow(context, row);
      known.set(id, made);
      made.render(state);
      return made.root;
    },
    forgetOthers: (shown: readonly HTMLTableRowElement[]) => {
      const kept = new Set(shown);
      for (const [id, { root }] of known) if (!kept.has(root)) known.delete(id);
    },
  };
};
