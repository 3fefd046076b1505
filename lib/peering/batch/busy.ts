import type { Context } from '../context.ts';
import { isInMotion } from '../model/status.ts';
import type { Task } from './task.ts';

/**
 * A cheap look that decides whether a VPC is free before another create is spent on it: true when a
 * connection of the VPC is in motion. Lists do not show other accounts' operations, so a VPC that
 * looks free may still answer `Conflict.Operation`.
 */
export const isVpcBusy = async (
  ctx: Context,
  regionId: string,
  vpcId: string,
): Promise<boolean> => {
  const page = await ctx.peering.list({ regionId, vpcIds: [vpcId], maxResults: 100 });
  return page.items.some(
    ({ status, vpc, acceptingVpc }) =>
      isInMotion(status) && (vpc.vpcId === vpcId || acceptingVpc.vpcId === vpcId),
  );
};

/** The region to ask about a VPC of a task; undefined for tasks on an existing connection. */
export const regionOf = ({ asked }: Task, vpcId: string): string | undefined => {
  const { request } = asked;
  if (request.action !== 'create') return undefined;
  return request.vpcId === vpcId ? request.regionId : request.acceptingRegionId;
};
