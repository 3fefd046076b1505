import type { Context } from '../../context.ts';
import { failureOf } from '../../errors/failure.ts';
import { routesEvent } from '../../events/index.ts';
import type { RouteFact } from '../../model/event.ts';
import { eventContext } from '../../reconcile/announce/announce.ts';
import { isTold } from '../../reconcile/announce/told.ts';
import type { Pending } from '../../state/state.ts';
import { handOn } from '../hand-on.ts';
import type { RoutesMessage } from '../message.ts';
import { endsOf } from '../plan/ends.ts';
import { type Seen, workSince } from '../seen.ts';
import { longestWait, valuesOf } from '../work/both.ts';
import { inTurns, type Worked } from '../work/turns.ts';
import { askedDelete, isStillDeleting, waitingDelete } from './errand.ts';
import { finishDelete, refuseDelete } from './finish.ts';
import { type RemovalEnd, RemovalSide } from './side.ts';

/** A sink that is down holds a delete up for so long and no longer. */
const TELL_WITHIN_MS = 10 * 60_000;
const TELL_AGAIN_MS = 5_000;

const workOn = (
  ctx: Context,
  { tries = 0 }: RoutesMessage,
  seen: Seen,
): Promise<readonly Worked<RemovalEnd>[]> => {
  const { connection, memory } = seen;
  const { instanceId } = connection;
  const isWanted = () => isStillDeleting(ctx, instanceId);
  const errand = { instanceId, requestId: memory.requestId, isWanted };
  const begun = { since: workSince(ctx, seen), tries };
  return Promise.all(
    endsOf(connection).map((end) => {
      const side = new RemovalSide(ctx, end, errand);
      return inTurns(
        ctx,
        begun,
        () => side.turn(),
        (pause) => side.giveUp(pause),
      );
    }),
  );
};

/** A delete that found no routes of ours, and removed none, has nothing to tell of routes. */
const isWorthTelling = ({ memory }: Seen, removed: readonly RouteFact[]): boolean =>
  memory.mark.routes !== undefined || removed.length > 0;

const tellRemoved = (
  ctx: Context,
  seen: Seen,
  pending: Pending,
  about: { readonly requestId: string | null; readonly removed: readonly RouteFact[] },
): Promise<boolean> => {
  const event = routesEvent({
    ...eventContext(ctx),
    type: 'Removed',
    plan: pending.id,
    requestId: about.requestId,
    action: 'delete',
    connection: seen.connection,
    routes: about.removed,
  });
  return isTold(ctx, event, workSince(ctx, seen) + TELL_WITHIN_MS);
};

const onPending = async (
  ctx: Context,
  message: RoutesMessage,
  seen: Seen,
  pending: Pending,
): Promise<void> => {
  const worked = await workOn(ctx, message, seen);
  const later = longestWait(worked);
  if (later) return handOn(ctx, message, later);
  const ends = valuesOf(worked);
  if (ends.some(({ isOff }) => isOff)) return ctx.log.info('The delete is off');
  const requestId = askedDelete(message, pending)?.requestId;
  const error = ends.find(({ failed }) => failed)?.failed;
  if (error) return refuseDelete(ctx, seen, requestId, await failureOf(error));
  const about = { requestId: requestId ?? null, removed: ends.flatMap(({ removed }) => removed) };
  const isOut =
    !isWorthTelling(seen, about.removed) || (await tellRemoved(ctx, seen, pending, about));
  return isOut
    ? finishDelete(ctx, message, seen, pending)
    : handOn(ctx, message, { waitMs: TELL_AGAIN_MS, tries: message.tries ?? 0 });
};

/**
 * Removes exactly our routes of a connection that is to be deleted, tells so, then deletes it. Only the
 * connection's own mark says that it is to be deleted.
 */
export const removeRoutes = async (
  ctx: Context,
  message: RoutesMessage,
  seen: Seen,
): Promise<void> => {
  const pending = waitingDelete(seen);
  if (!pending) return ctx.log.info('No delete waits for routes');
  await onPending(ctx, message, seen, pending);
};
