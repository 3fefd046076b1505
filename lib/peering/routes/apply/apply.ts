import type { Context } from '../../context.ts';
import { conclude } from '../conclude.ts';
import { handOn } from '../hand-on.ts';
import type { RoutesMessage } from '../message.ts';
import { routedEnds } from '../plan/ends.ts';
import { appliedEvent } from '../report/applied-event.ts';
import { type Seen, seeOurs, wantsRoutes, workSince } from '../seen.ts';
import type { EndState } from '../state.ts';
import { inTurns, type Worked } from '../work/turns.ts';
import { Side, type SideEnd } from './side.ts';

type SideWorked = Worked<SideEnd>;

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
  const isWanted = async (): Promise<boolean> => {
    const now = await seeOurs(ctx, instanceId);
    return now !== undefined && wantsRoutes(now);
  };
  return Promise.all(
    routedEnds(connection, memory.options.routes).map((end) => {
      const side = new Side(ctx, end, author, isWanted);
      return inTurns(
        ctx,
        { since, tries },
        () => side.turn(),
        (pause) => side.giveUp(pause),
      );
    }),
  );
};

const longest = (
  worked: readonly SideWorked[],
): Extract<SideWorked, { kind: 'later' }> | undefined =>
  worked
    .flatMap((each) => (each.kind === 'later' ? [each] : []))
    .sort((a, b) => b.waitMs - a.waitMs)[0];

/** Every end, once all of them have ended and none found that routes are no longer wanted. */
const statesOf = (worked: readonly SideWorked[]): readonly EndState[] | undefined => {
  const states = worked.map((each) => (each.kind === 'ended' ? each.value : undefined));
  return states.some((each) => each === undefined)
    ? undefined
    : states.filter((each) => each !== undefined);
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
  const later = longest(worked);
  if (later) return handOn(ctx, message, later);
  const states = statesOf(worked);
  if (!states) return ctx.log.info('Routes are no longer wanted');
  await conclude(ctx, seen, await appliedEvent(ctx, seen, states));
};
