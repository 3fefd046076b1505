import type { Context } from '../../context.ts';
import { eventContext, failedEvent } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { Failure } from '../../model/failure.ts';
import type { Finding } from '../../model/finding.ts';
import { observe } from '../../observe.ts';
import { enqueueAnew } from '../../queue/enqueue.ts';
import type { RemovedEntries, RoutesTask } from '../../queue/tasks.ts';
import { deliverOrThrow } from '../../reconcile/apply.ts';
import { readTags } from '../../state/tags.ts';
import { ApplySide } from '../apply/side.ts';
import { endsOf, type RoutedEnd, wants } from '../plan/ends.ts';
import { type Place, type PlannedEntry, planOf } from '../plan/plan.ts';
import { inTurns, longestWait, type Worked } from '../work/turns.ts';
import type { RemovalTask } from './task.ts';

/** One more look comes so long after entries were put back: a late duplicate may have taken them away again. */
const VERIFY_AFTER_MS = 2 * 60_000;

/** Recorded entries of a side as a plan; ranges that a VPC lost since are put back all the same. */
const planFrom =
  (removed: readonly RemovedEntries[]) =>
  (end: RoutedEnd, place: Place): readonly PlannedEntry[] => {
    const recorded = removed.filter(({ side }) => side === end.side);
    const destinations = [...new Set(recorded.flatMap((each) => each.destinations))];
    const isRecorded = ({ routeTableId, destinationCidrBlock }: PlannedEntry): boolean =>
      recorded.some(
        (each) =>
          each.routeTableId === routeTableId && each.destinations.includes(destinationCidrBlock),
      );
    return planOf({ ...end, destinations }, place).filter(isRecorded);
  };

/** Sides whose entries are still wanted: somebody may have given up routes meanwhile. */
const sidesToRestore = (
  ctx: Context,
  connection: Connection,
  removed: readonly RemovedEntries[],
): readonly RoutedEnd[] => {
  const routes = readTags(connection, ctx.settings)?.options?.routes;
  return endsOf(connection).filter(
    ({ side }) =>
      removed.some((each) => each.side === side) && (routes === undefined || wants(routes, side)),
  );
};

const putBack = (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<readonly Worked<unknown>[]> => {
  const { removal, chain, instanceId } = task;
  const { name, accountId } = ctx.settings;
  const { requestId } = removal;
  const author = { name, accountId, instanceId, requestId, generation: `${chain} ${task.step}` };
  const isWanted = async () => {
    const seen = await observe(ctx, instanceId);
    return seen.kind !== 'found' || seen.connection.status === 'Activated';
  };
  return Promise.all(
    sidesToRestore(ctx, connection, removal.removed).map((end) => {
      const side = new ApplySide(ctx, end, { author, isWanted, plan: planFrom(removal.removed) });
      return inTurns(
        ctx,
        task,
        (tries) => side.turn(tries),
        (pause) => side.giveUp(pause),
      );
    }),
  );
};

/** The delete of a request will not be: told once its routes stand again. */
export const announceDeleteFailed = (
  ctx: Context,
  { removal, instanceId, regionId }: RemovalTask,
  failure: Failure,
  seen?: Connection,
  findings?: readonly Finding[],
): Promise<void> =>
  deliverOrThrow(
    ctx,
    failedEvent({
      ...eventContext(ctx, removal.origin),
      requestId: removal.requestId,
      arrival: removal.arrival,
      action: 'delete',
      failure,
      connection: seen ?? { instanceId, regionId },
      findings,
    }),
  );

const later = (
  task: RemovalTask,
  changes: {
    readonly due: number;
    readonly phase: RemovalTask['removal']['phase'];
    readonly failure?: Failure | undefined;
  },
): RoutesTask => {
  const { due, phase, failure } = changes;
  const removal = { ...task.removal, phase, ...(failure ? { failure } : {}) };
  const fresh = { tries: 0, spent: {}, reason: undefined, waitingSince: undefined };
  // The step after this one is the guard of a removal.
  return { ...task, ...fresh, removal, step: task.step + 2, due };
};

/**
 * Puts recorded entries back and says why the delete will not be. A run that took entries away has work that no
 * other run knows of, so its successor draws a new chain where the id exists already.
 */
export const restore = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
  failure: Failure,
  findings?: readonly Finding[],
): Promise<void> => {
  const wait = longestWait(await putBack(ctx, task, connection));
  const now = ctx.clock.now();
  if (wait)
    return enqueueAnew(ctx, later(task, { due: now + wait.waitMs, phase: 'restore', failure }));
  await announceDeleteFailed(ctx, task, failure, connection, findings);
  await enqueueAnew(ctx, later(task, { due: now + VERIFY_AFTER_MS, phase: 'verify', failure }));
};

/** Looks once more after a restore: what a late duplicate took away is put back. */
export const verify = async (
  ctx: Context,
  task: RemovalTask,
  connection: Connection,
): Promise<void> => {
  if (connection.status !== 'Activated') return;
  const wait = longestWait(await putBack(ctx, task, connection));
  if (wait)
    await enqueueAnew(ctx, later(task, { due: ctx.clock.now() + wait.waitMs, phase: 'verify' }));
};
