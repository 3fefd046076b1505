import type { Context } from '../context.ts';
import { type Pending, without } from '../memory/mark.ts';
import { readMemory } from '../memory/tags.ts';
import { writeMark } from '../memory/write.ts';
import type { Connection } from '../model/connection.ts';
import { judge } from '../policy/judge.ts';
import { policySubjectOf } from '../policy/subject.ts';

const call = (ctx: Context, { instanceId }: Connection, pending: Pending): Promise<void> => {
  const input = {
    instanceId,
    clientToken: `redo-${pending.action}-${pending.id}-${pending.since}`,
  };
  return pending.action === 'delete'
    ? ctx.peering.delete({ ...input, force: pending.detail === 'force' })
    : ctx.peering.reject(input);
};

const forget = async (ctx: Context, connection: Connection): Promise<void> => {
  const memory = readMemory(connection, ctx.settings);
  if (memory)
    await writeMark(ctx.peering, connection, ctx.settings.name, without(memory.mark, 'pending'));
};

/**
 * Makes the call of a pending action that a crash seems to have swallowed. The pending mark carries no
 * trust, so policy is asked again. Never rejects: the next sweep tries again.
 */
export const redo = async (
  ctx: Context,
  connection: Connection,
  pending: Pending,
): Promise<void> => {
  const verdict = judge(ctx.settings, policySubjectOf(pending.action, connection));
  const log = ctx.log.with({ instanceId: connection.instanceId, action: pending.action });
  try {
    if (verdict.effect === 'deny') {
      log.warn('Policy no longer allows a pending action', { rule: verdict.rule });
      return await forget(ctx, connection);
    }
    await call(ctx, connection, pending);
    log.info('A pending action was made good');
  } catch (error) {
    log.warn('A pending action could not be made good yet', { error });
  }
};
