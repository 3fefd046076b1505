import type { ConnectionView } from '../model/connection.ts';
import type { RoutesChoice } from '../model/request.ts';
import { firstOf, namedChain, type RoutesTask } from '../queue/tasks.ts';

/**
 * Has the entries removed that lead to a connection which ended. Named by the connection, so that whoever notices
 * its end starts one cleanup.
 */
export const cleanupTask = (
  { instanceId, regionId }: Pick<RoutesTask, 'instanceId' | 'regionId'>,
  lastSeen: ConnectionView | NonNullable<RoutesTask['lastSeen']>,
  now: number,
  wanted?: RoutesChoice,
): RoutesTask => ({
  ...firstOf('routes', namedChain('routes', instanceId, 'cleanup'), now),
  instanceId,
  regionId,
  cause: instanceId,
  purpose: 'cleanup',
  tries: 0,
  spent: {},
  lastSeen: { ...lastSeen },
  ...(wanted ? { wanted } : {}),
});
