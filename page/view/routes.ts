import {
  type Connection,
  type Finding,
  type PlannedEntry,
  type Routes,
  routes as routesSchema,
} from '../model/contract.ts';
import { isRepairable, otherEntries } from '../model/routes.ts';
import type { Speaker } from '../texts/texts.ts';
import { carryOut } from './actions.ts';
import type { PageContext } from './context.ts';
import { button, fill, h } from './dom.ts';
import { problemBox } from './problem.ts';

const TONES: Readonly<Record<string, string>> = {
  created: 'good',
  present: 'good',
  pending: 'moving',
  missing: 'waiting',
  partial: 'waiting',
  unread: 'waiting',
  'handed-over': 'waiting',
  removed: 'gone',
  surplus: 'gone',
  conflict: 'bad',
  failed: 'bad',
  dangling: 'bad',
};

/** More entries than this are counted only. */
const MOST_ENTRIES = 100;

interface Line {
  readonly destination: string;
  readonly table: string;
  readonly vpcId: string;
  readonly tone: string;
  readonly state: string;
  readonly detail?: string | undefined;
}

const linesTable = (say: Speaker, caption: string, lines: readonly Line[]): HTMLElement => {
  const head = [say('routes.destination'), say('routes.table'), say('routes.state')];
  const rest = lines.length - MOST_ENTRIES;
  return h(
    'div',
    {},
    h(
      'table',
      { class: 'entries' },
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, ...head.map((title) => h('th', { scope: 'col' }, title)))),
      h(
        'tbody',
        {},
        ...lines
          .slice(0, MOST_ENTRIES)
          .map((line) =>
            h(
              'tr',
              {},
              h('td', {}, h('code', {}, line.destination)),
              h('td', {}, h('code', {}, line.table), h('small', {}, h('code', {}, line.vpcId))),
              h(
                'td',
                { class: `tone-${line.tone}` },
                h('span', {}, line.state),
                line.detail ? h('small', {}, line.detail) : undefined,
              ),
            ),
          ),
      ),
    ),
    rest > 0 && h('p', {}, say('routes.more', { n: rest })),
  );
};

const planLine = (say: Speaker, entry: PlannedEntry): Line => ({
  destination: entry.destinationCidrBlock,
  table: entry.routeTableId ?? '',
  vpcId: entry.vpcId,
  tone: TONES[entry.result] ?? 'gone',
  state: say.term('route', entry.result),
  detail: entry.detail,
});

const otherLines = (say: Speaker, found: Routes): readonly Line[] =>
  otherEntries(found).map((entry) => ({
    destination: entry.destinationCidrBlock,
    table: entry.routeTableId ?? '',
    vpcId: entry.vpcId,
    tone: 'gone',
    state: say(entry.ours ? 'routes.ours' : 'routes.theirs'),
    detail: entry.status,
  }));

export interface RoutesSection {
  readonly root: HTMLElement;
  /** Reads the routes again. */
  read(it: Connection): Promise<void>;
}

/** Plan and state of a connection's routes; what was found goes to `onFindings`. */
export const routesSection = (
  context: PageContext,
  outcome: HTMLElement,
  onFindings: (findings: readonly Finding[]) => void,
): RoutesSection => {
  const { say, api } = context;
  const body = h('div', { 'aria-live': 'polite' });
  const root = h('section', {}, h('h3', {}, say('routes.title')), body);
  const show = (it: Connection, found: Routes) => {
    const others = otherLines(say, found);
    const repair = button(say('routes.repair'), async () => {
      if (await carryOut(context, 'repair', it, outcome)) await read(it);
    });
    fill(
      body,
      found.plan.length === 0 && others.length === 0 && h('p', {}, say('routes.none')),
      found.plan.length > 0 &&
        linesTable(
          say,
          say('routes.plan'),
          found.plan.map((entry) => planLine(say, entry)),
        ),
      others.length > 0 && linesTable(say, say('routes.entries'), others),
      isRepairable(found) && h('div', { class: 'bar' }, repair),
    );
    onFindings(found.findings);
  };
  let run = 0;
  const read = async (it: Connection) => {
    run += 1;
    const mine = run;
    if (body.childElementCount === 0) fill(body, h('p', {}, say('routes.loading')));
    const path = `peerings/${encodeURIComponent(it.instanceId)}/routes`;
    const answer = await api({ path, schema: routesSchema });
    if (mine !== run) return;
    if (answer.ok) show(it, answer.value);
    else fill(body, problemBox(say, say('routes.unread'), answer.fault.problem));
  };
  return { root, read };
};
