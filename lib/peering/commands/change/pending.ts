import type { Context } from '../../context.ts';
import { modificationFingerprint } from '../../decide/modification.ts';
import { h } from '../../hash.ts';
import type { Connection } from '../../model/connection.ts';
import type { Asked, InstanceRequest } from '../../model/request.ts';
import {
  type Mark,
  type Pending,
  type RoutesWork,
  refusedIdOf,
  without,
} from '../../state/state.ts';
import { readMemory } from '../../state/tags.ts';
import { writeMark } from '../../state/write.ts';

const detailOf = (request: InstanceRequest): string | undefined => {
  if (request.action === 'modify') return modificationFingerprint(request);
  return request.action === 'delete' && request.force ? 'force' : undefined;
};

/** An action as marks and watches remember it. */
export const pendingOf = (
  ctx: Context,
  { request, requestId }: Asked<InstanceRequest>,
): Pending => {
  const detail = detailOf(request);
  return {
    action: request.action,
    id: h(requestId),
    ...(detail === undefined ? {} : { detail }),
    since: Math.floor(ctx.clock.now() / 1000),
  };
};

/** A guard watch comes after a quarter of an hour: an action that is tried for longer needs another. */
const FOLLOW_AGAIN_AFTER_MS = 10 * 60_000;

/**
 * False when an earlier try has written the action down and sent watches after it, so that an action
 * that is refused for hours is not followed by hundreds of watches.
 */
export const isFirstTry = (
  ctx: Context,
  { requestId }: Asked<InstanceRequest>,
  connection: Connection,
  tries: number,
): boolean => {
  const memory = readMemory(connection, ctx.settings);
  if (memory === null) return tries === 0;
  const { pending } = memory.mark;
  if (pending?.id !== h(requestId)) return true;
  return ctx.clock.now() - pending.since * 1000 >= FOLLOW_AGAIN_AFTER_MS;
};

/** A modify whose fact is not told yet: another modify or a delete would hide whether it took effect. */
export const blockedBy = (
  ctx: Context,
  { request, requestId }: Asked<InstanceRequest>,
  connection: Connection,
): Pending | undefined => {
  const pending = readMemory(connection, ctx.settings)?.mark.pending;
  if (pending?.action !== 'modify' || pending.id === h(requestId)) return undefined;
  const isRecent = ctx.clock.now() - pending.since * 1000 < ctx.settings.stallAfterMs;
  const isForced = request.action === 'delete' && request.force;
  return isRecent && !isForced ? pending : undefined;
};

/** True when an earlier try has written down that routes are to be removed before the delete. */
export const isRemoving = ({ pending, routes }: Mark): boolean =>
  pending?.action === 'delete' && pending.detail !== 'force' && routes !== undefined;

/** Routes that are being removed since an earlier try are still the same work. */
const removalOf = (ctx: Context, mark: Mark): RoutesWork =>
  isRemoving(mark) && mark.routes ? mark.routes : { since: Math.floor(ctx.clock.now() / 1000) };

/**
 * Writes an action down before it is called, so that a crash between the two leaves a trace. Only
 * connections with our tags can remember; on others the watch alone follows. Rejects with `ApiError`.
 *
 * @param removing the router has to remove routes first
 */
export const writeDown = async (
  ctx: Context,
  asked: Asked<InstanceRequest>,
  connection: Connection,
  { removing = false }: { readonly removing?: boolean } = {},
): Promise<void> => {
  const memory = readMemory(connection, ctx.settings);
  if (memory === null) return;
  const pending = pendingOf(ctx, asked);
  const routes = removing ? { routes: removalOf(ctx, memory.mark) } : {};
  await writeMark(ctx.peering, connection, ctx.settings.name, {
    ...without(memory.mark, 'refused'),
    pending,
    ...routes,
  });
};

/** A delete that is off leaves routes as they are by now: what is gone is not made again unasked. */
const withoutAction = (mark: Mark): Mark =>
  isRemoving(mark) ? without(mark, 'pending', 'routes') : without(mark, 'pending');

/**
 * Takes a pending action back that is refused for good, and remembers that, so that its watches do not make
 * it again. Never rejects.
 *
 * @param id of the action, as a mark keeps it
 */
export const takeBack = async (
  ctx: Context,
  connection: Connection,
  { id }: Pick<Pending, 'id'>,
): Promise<void> => {
  const memory = readMemory(connection, ctx.settings);
  if (memory === null) return;
  const mark = { ...withoutAction(memory.mark), refused: refusedIdOf({ id }) };
  try {
    await writeMark(ctx.peering, connection, ctx.settings.name, mark);
  } catch (error) {
    ctx.log.warn('A refused action could not be unmarked', {
      instanceId: connection.instanceId,
      error,
    });
  }
};
