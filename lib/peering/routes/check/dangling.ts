import { askPolicy } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { observe } from '../../observe.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { namedChain, type RoutesTask } from '../../queue/tasks.ts';
import { readTags } from '../../state/tags.ts';
import { cleanupTask } from '../cleanup-task.ts';
import { endsOf, type RoutedEnd } from '../plan/ends.ts';
import { entriesIn, readEnds } from '../read.ts';
import { otherHopsOf, surelyGone } from '../work/gone.ts';
import { retryLater } from '../work/retry.ts';

/** What a cleanup has to know of one end of a connection that is forgotten. */
const lastSeenOf = ({ side, accountId, regionId, vpcId }: RoutedEnd, instanceId: string) =>
  side === 'requester'
    ? { instanceId, ownerId: accountId, regionId, vpc: { vpcId } }
    : {
        instanceId,
        acceptingOwnerUid: accountId,
        acceptingRegionId: regionId,
        acceptingVpc: { vpcId },
      };

/**
 * Looks at the tables of one VPC of a connection, which the task's cause names, for entries of ours that lead to
 * connections which are gone, and has them removed. One that was deleted between two sweeps is found so.
 */
export const runDangling = async (ctx: Context, task: RoutesTask): Promise<void> => {
  const seen = await observe(ctx, task.instanceId);
  if (seen.kind === 'trouble') {
    await retryLater(ctx, task, seen.reason);
    return;
  }
  if (seen.kind !== 'found') return;
  const { connection } = seen;
  const policy = askPolicy(ctx, connection, { action: 'routes', via: 'timer' });
  if (policy.effect !== 'allow')
    return ctx.log.info('Policy does not let routes that lead nowhere be removed', {
      vpcId: task.cause,
      rule: policy.rule,
    });
  const requestId = readTags(connection, ctx.settings)?.requestId ?? task.instanceId;
  const ends = endsOf(connection).filter(({ vpcId }) => vpcId === task.cause);
  for (const read of await readEnds(ctx, ends, { requestId })) {
    const hops = otherHopsOf(ctx, entriesIn(read), undefined);
    const { regionId } = read.end;
    for (const hop of await surelyGone(ctx, hops, regionId)) {
      const lastSeen = lastSeenOf(read.end, hop);
      const cleanup = cleanupTask({ instanceId: hop, regionId }, lastSeen, ctx.clock.now());
      // A name of its own: the cleanup that its end once started is over.
      await enqueue(ctx, { ...cleanup, chain: namedChain('cleanup', hop, task.chain) });
    }
  }
};
