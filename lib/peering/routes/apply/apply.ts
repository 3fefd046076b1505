import type { Context } from '../../context.ts';
import { conclude } from '../conclude.ts';
import { handOn } from '../hand-on.ts';
import type { RoutesMessage } from '../message.ts';
import { routedEnds } from '../plan/ends.ts';
import { appliedEvent } from '../report/applied-event.ts';
import { type Seen, seeOurs, wantsRoutes, workSince } from '../seen.ts';
import { longestWait, valuesOf } from '../work/both.ts';
import { inTurns, type Worked } from '../work/turns.ts';
import { Side, type SideEnd } from './side.ts';

type SideWorked = Worked<SideEnd>;

/** A delete may have begun meanwhile: what it refuses is no failure, what it removes is not ready. */
const isStillWanted = async (ctx: Context, { connection }: Seen): Promise<boolean> => {
  const now = await seeOurs(ctx, connection.instanceId);
  return now !== undefined && wantsRoutes(now);
};

/** Different VPCs side by side; within one VPC the API takes one write at a time. */
const workOn = (
  ctx: Context,
  seen: Seen,
  { tries = 0 }: RoutesMessage,
): Promise<readonly SideWorked[]> => {
  const { connection, memory } = seen;
  const { instanceId } = connection;
  const since = workSince(ctx, seen);
  const { requestId } = memory;
  const author = { instanceId, requestId, name: ctx.settings.name, generation: since };
  const isWanted = () => isStillWanted(ctx, seen);
  return Promise.all(
    routedEnds(connection, memory.options.routes).map((end) => {
      const side = new Side(ctx, end, author, isWanted);
      return inTurns(
        ctx,
        { since, tries },
        (tries) => side.turn(tries),
        (pause) => side.giveUp(pause),
      );
    }),
  );
};

/**
 * Makes the routes of a connection whose mark says that they are to be made, and tells what came of it.
 * Every run looks first and does what is left to do.
 */
export const applyRoutes = async (
  ctx: Context,
  message: RoutesMessage,
  seen: Seen,
): Promise<void> => {
  const worked = await workOn(ctx, seen, message);
  const later = longestWait(worked);
  if (later) return handOn(ctx, message, later);
  const ends = valuesOf(worked);
  const states = ends.filter((each) => each !== undefined);
  if (states.length < ends.length) return ctx.log.info('Routes are no longer wanted');
  if (!(await isStillWanted(ctx, seen))) return ctx.log.info('Routes are no longer wanted');
  await conclude(ctx, seen, await appliedEvent(ctx, seen, states));
};
