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
  const known = memory.mark.pending;
  if (known?.action === pending.action && known.id === pending.id) return;
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
