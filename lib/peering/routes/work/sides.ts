import type { Context } from '../../context.ts';
import type { RouteFact } from '../../model/event.ts';
import type { RoutesTask } from '../../queue/task-schema.ts';
import { Side, type SideEnd, type SideWork } from '../apply/side.ts';
import { groupsOf, recordedFacts } from '../made.ts';
import type { RoutedEnd } from '../plan/plan.ts';
import type { EndState } from '../state.ts';
import { inTurns, longestWait, valuesOf, type Waits, type Worked, waitOn } from './turns.ts';

/** What becomes of one end. */
export interface EndWork {
  readonly end: RoutedEnd;
  readonly work: SideWork;
}

/** Works on several ends, side by side: within one VPC the API takes one write at a time. */
export const workOn = (
  ctx: Context,
  waits: Waits,
  ends: readonly EndWork[],
): Promise<readonly Worked<SideEnd>[]> =>
  Promise.all(ends.map(({ end, work }) => inTurns(ctx, waits, new Side(ctx, end, work))));

const changesOf = (worked: Worked<SideEnd>): readonly RouteFact[] =>
  worked.kind === 'ended' ? worked.value.changes : worked.changes;

type Changed = NonNullable<RoutesTask['changed']>;

/** What earlier runs changed, and this one; each entry once, or a chain that waits for hours outgrows its task. */
const changedBy = (
  before: Changed = { created: [], removed: [] },
  ends: readonly EndWork[],
  worked: readonly Worked<SideEnd>[],
): Changed => {
  const all = (result: keyof Changed) =>
    ends.flatMap(({ end }, at) => {
      const each = worked[at];
      const now = each ? changesOf(each).filter((fact) => fact.result === result) : [];
      const facts = [...recordedFacts(before[result], [end], result), ...now];
      return groupsOf(
        end.side,
        facts.map((fact) => ({ ...fact, routeTableId: fact.routeTableId ?? '' })),
      );
    });
  return { created: all('created'), removed: all('removed') };
};

/** What came of working on ends. */
export interface SidesEnd {
  /** In the order of the ends. */
  readonly values: readonly SideEnd[];
  /** What this chain created and removed, whichever of its runs did. */
  readonly created: readonly RouteFact[];
  readonly removed: readonly RouteFact[];
  /** All that it asked for, whatever came of it. */
  readonly changed: Changed;
}

const factKey = ({
  vpcId,
  routeTableId,
  destinationCidrBlock,
}: Pick<RouteFact, 'vpcId' | 'routeTableId' | 'destinationCidrBlock'>): string =>
  `${vpcId} ${routeTableId} ${destinationCidrBlock}`;

const unique = (facts: readonly RouteFact[]): readonly RouteFact[] => [
  ...new Map(facts.map((each) => [factKey(each), each])).values(),
];

const presentKeys = ({ entryStates = [] }: EndState): readonly string[] =>
  entryStates
    .filter(({ state }) => state === 'present' || state === 'partial')
    .map(({ planned }) => factKey(planned));

const leftKeys = ({ state: { end }, left }: SideEnd): readonly string[] =>
  left.map(({ entry }) => factKey({ ...entry, vpcId: end.vpcId }));

/** Entries of a side that should be gone and are not: whoever owns the table has to act. */
export const leftFacts = (
  { state: { end }, left }: SideEnd,
  result: RouteFact['result'],
): readonly RouteFact[] =>
  left.map(({ entry: { routeTableId, destinationCidrBlock }, because }) => ({
    regionId: end.regionId,
    vpcId: end.vpcId,
    routeTableId,
    destinationCidrBlock,
    result,
    ...(because ? { detail: `Not removed: ${because.code}: ${because.message}` } : {}),
  }));

/**
 * Works on the ends of a task until all have ended; what takes longer is left to a successor, which knows what
 * this run changed. `undefined` where there is one. Rejects with `NotQueuedError`.
 */
export const finishSides = async (
  ctx: Context,
  task: RoutesTask,
  ends: readonly EndWork[],
): Promise<SidesEnd | undefined> => {
  const worked = await workOn(ctx, task, ends);
  const changed = changedBy(task.changed, ends, worked);
  const later = longestWait(worked);
  if (later) {
    await waitOn(ctx, { ...task, changed }, later);
    return undefined;
  }
  const places = ends.map(({ end }) => end);
  const values = valuesOf(worked);
  const isThere = new Set(values.flatMap(({ state }) => presentKeys(state)));
  const isLeft = new Set(values.flatMap(leftKeys));
  const created = recordedFacts(changed.created, places, 'created');
  const removed = recordedFacts(changed.removed, places, 'removed');
  return {
    values,
    changed,
    created: unique(created.filter((each) => isThere.has(factKey(each)))),
    // What was asked to go and was refused is not removed.
    removed: unique(removed.filter((each) => !isLeft.has(factKey(each)))),
  };
};
