import type { Context } from '../../context.ts';
import { type Connection, isStanding } from '../../model/connection.ts';
import type { RouteFact } from '../../model/event.ts';
import { type Finding, listed } from '../../model/failure.ts';
import { observe } from '../../observe.ts';
import type { EntryGroup } from '../../queue/task-schema.ts';
import { readTags } from '../../state/tags.ts';
import { isRecorded } from '../made.ts';
import { endsOf, type PlannedEntry, planOf, type RoutedEnd, wants } from '../plan/plan.ts';
import { readEnds } from '../read.ts';
import { factsOf } from '../report/facts.ts';
import { badOnes } from '../report/result.ts';
import { type EndState, type Planner, stateOf } from '../state.ts';
import { type EndWork, finishSides } from '../work/sides.ts';
import { authorOf, type RemovalTask } from './request.ts';

/** Whether everything that was recorded is there. */
export const areBack = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<boolean> => {
  const { removal, instanceId } = task;
  const { routeTables } = ctx.settings;
  const reads = await readEnds(ctx, sidesOf(ctx, task, connection));
  const plan = planFrom(removal.removed);
  const states = reads.map((each) =>
    stateOf(each, { instanceId, routeTables, plan, isOfAnyTable: true }),
  );
  return missingOf(factsIn(ctx, states)).length === 0;
};

/** Sides whose entries are still wanted: somebody may have given up routes meanwhile. */
const sidesOf = (
  ctx: Context,
  { removal: { removed } }: RemovalTask,
  connection: Connection,
): readonly RoutedEnd[] => {
  const routes = readTags(connection, ctx.settings)?.options?.routes ?? 'both';
  return endsOf(connection).filter(
    ({ side }) => removed.some((each) => each.side === side) && wants(routes, side),
  );
};

/** Recorded entries of a side as a plan: they were there, so that no rule of the API is against them. */
const planFrom =
  (removed: readonly EntryGroup[]): Planner =>
  (end, place) => {
    const destinations = [...new Set(removed.flatMap((each) => each.destinations))];
    return planOf({ ...end, destinations }, place)
      .filter(isRecorded(removed, end.side))
      .map(({ obstacle: _, ...planned }): PlannedEntry => planned);
  };

const factsIn = (ctx: Context, states: readonly EndState[]): readonly RouteFact[] =>
  states.flatMap((each) => factsOf(each, ctx.settings));

/** Recorded entries that are not there, nor another of the same way. */
const missingOf = (facts: readonly RouteFact[]): readonly RouteFact[] =>
  facts.filter(({ result }) => result !== 'created' && result !== 'present');

/** How long reads may fail before a side is judged without them. */
const UNREAD_AFTER_MS = 10 * 60_000;

/**
 * Puts recorded entries back. `undefined` where a successor goes on with it; else what became of them.
 * Rejects with `NotQueuedError`.
 */
export const putBack = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<readonly Finding[] | undefined> => {
  const { removal, instanceId } = task;
  const work = {
    author: authorOf(ctx, task),
    isWanted: async () => {
      const seen = await observe(ctx, instanceId);
      return seen.kind !== 'found' || isStanding(seen.connection.status);
    },
    plan: planFrom(removal.removed),
    isOfAnyTable: true,
    unreadAfterMs: UNREAD_AFTER_MS,
  };
  const ends = sidesOf(ctx, task, connection).map((end): EndWork => ({ end, work }));
  const ended = await finishSides(ctx, task, ends);
  if (ended === undefined) return undefined;
  const states = ended.values.map(({ state }) => state);
  return outcomeOf(factsIn(ctx, states));
};

/** Says what became of the entries: traffic was cut, and whoever reads of the failure has to know. */
const outcomeOf = (facts: readonly RouteFact[]): readonly Finding[] => {
  const missing = missingOf(facts);
  const [first] = [...badOnes(missing), ...missing];
  if (first) return [notRestored(missing, first)];
  return facts.length > 0 ? [restored(facts)] : [];
};

const notRestored = (missing: readonly RouteFact[], first: RouteFact): Finding => ({
  code: 'RoutesNotRestored',
  severity: 'error',
  pointer: '/instanceId',
  detail: `${missing.length} route entries that were removed for the delete are not back, ${first.destinationCidrBlock} in ${first.routeTableId ?? first.vpcId} among them.`,
  evidence: listed('entries', missing),
  remedy: 'Call POST /peerings/{instanceId}/routes once what the detail names has passed.',
});

const restored = ({ length }: readonly RouteFact[]): Finding => ({
  code: 'RoutesRestored',
  severity: 'info',
  pointer: '/instanceId',
  detail: `${length} route entries that were removed for the delete are back.`,
  evidence: { count: length },
  remedy: 'Nothing is to be done; until they were back traffic did not take this connection.',
});
