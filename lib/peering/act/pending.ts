import type { Context } from '../context.ts';
import { modificationFingerprint } from '../decide/modification.ts';
import { h } from '../hash.ts';
import { type Pending, without } from '../memory/mark.ts';
import { readMemory } from '../memory/tags.ts';
import { writeMark } from '../memory/write.ts';
import type { Connection } from '../model/connection.ts';
import type { Asked, InstanceRequest } from '../model/request.ts';

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

/**
 * Writes an action down before it is called, so that a crash between the two leaves a trace. Only
 * connections with our tags can remember; on others the watch alone follows. Rejects with `ApiError`.
 */
export const writeDown = async (
  ctx: Context,
  asked: Asked<InstanceRequest>,
  connection: Connection,
): Promise<void> => {
  const memory = readMemory(connection, ctx.settings);
  if (memory === null) return;
  const pending = pendingOf(ctx, asked);
  await writeMark(ctx.peering, connection, ctx.settings.name, { ...memory.mark, pending });
};

/** Takes a pending action back that the API refused for good. Never rejects. */
export const takeBack = async (ctx: Context, connection: Connection): Promise<void> => {
  const memory = readMemory(connection, ctx.settings);
  if (memory === null) return;
  try {
    await writeMark(ctx.peering, connection, ctx.settings.name, without(memory.mark, 'pending'));
  } catch (error) {
    ctx.log.warn('A refused action could not be unmarked', {
      instanceId: connection.instanceId,
      error,
    });
  }
};
