import type { Context } from '../../context.ts';
import { askedView, connectionEvent, type NamedConnection } from '../../events/index.ts';
import type { ConnectionView } from '../../model/connection.ts';
import type { Finding } from '../../model/finding.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import type { Verdict } from '../../policy/rule.ts';
import { eventContext } from '../../reconcile/announce/announce.ts';
import { writeMark } from '../../state/write.ts';
import { follow } from './follow.ts';

interface Created {
  readonly asked: Asked<CreateRequest>;
  readonly policy: Verdict;
  readonly findings: readonly Finding[];
}

const say = async (
  ctx: Context,
  { asked, policy, findings }: Created,
  connection: NamedConnection,
): Promise<void> => {
  const event = connectionEvent({
    ...eventContext(ctx),
    type: 'Creating',
    requestId: asked.requestId,
    action: 'create',
    connection,
    policy,
    findings,
  });
  const [reports = []] = await ctx.publisher.publish([event]);
  if (reports.some(({ outcome }) => outcome === 'failed')) return;
  try {
    const where = { instanceId: connection.instanceId, regionId: asked.request.regionId };
    await writeMark(ctx.peering, where, ctx.settings.name, { said: 'Creating' });
  } catch (error) {
    ctx.log.warn('The mark could not be written', { instanceId: connection.instanceId, error });
  }
};

/**
 * The API accepted a create: says so, and sends a watch after the connection, side by side. Both may
 * fail without harm, because the tags are on the connection and the sweep finds what was not said.
 */
export const publishCreating = async (
  ctx: Context,
  created: Created,
  instanceId: string,
): Promise<ConnectionView> => {
  const known = askedView(created.asked.request, ctx.settings.accountId, { status: 'Creating' });
  const connection = { ...known, instanceId };
  await Promise.all([say(ctx, created, connection), follow(ctx, created.asked, instanceId)]);
  return connection;
};
