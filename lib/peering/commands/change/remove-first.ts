import type { Context } from '../../context.ts';
import type { RoutesMessage } from '../../routes/message.ts';
import type { Mark } from '../../state/state.ts';
import { readMemory } from '../../state/tags.ts';
import type { Step } from '../attempt.ts';
import { type Case, done, wait } from './case.ts';
import { follow } from './follow.ts';
import { isFirstTry, isRemoving, writeDown } from './pending.ts';

/** What an earlier try began goes on by itself and by sweeps: a repetition starts no second endless work. */
const wakeRouter = ({ invoker, settings }: Context, { asked, connection }: Case, mark: Mark) => {
  const { clientToken } = asked.request;
  const message: RoutesMessage = {
    peerflow: 'routes',
    task: 'remove',
    instanceId: connection.instanceId,
    regionId: connection.regionId,
    requestId: asked.requestId,
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(isRemoving(mark) ? { once: true } : {}),
  };
  return invoker.invokeAsync(settings.functions.router, message, 0);
};

/**
 * A delete whose connection has routes of ours: followed and written down like any other, then handed to the
 * router, which removes them and deletes. Rejects with `ApiError` when it could not be woken.
 */
export const removeFirst = async (ctx: Context, it: Case): Promise<Step> => {
  const { asked, connection } = it;
  const mark = readMemory(connection, ctx.settings)?.mark;
  if (it.isRouted || mark === undefined)
    return wait(`Route entries still lead to ${connection.instanceId}.`);
  const isFirst = isFirstTry(ctx, asked, connection, it.tries);
  if (isFirst) await follow(ctx, asked, connection);
  if (isFirst || !isRemoving(mark)) await writeDown(ctx, asked, connection, { removing: true });
  await wakeRouter(ctx, it, mark);
  return done(ctx.settings, it);
};
