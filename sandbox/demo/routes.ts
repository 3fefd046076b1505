import * as v from 'valibot';
import type { Cloud } from './cloud.ts';
import { routeTables } from './user.ts';

/** The VPCs of a request. */
const pair = v.object({
  regionId: v.string(),
  vpcId: v.string(),
  acceptingRegionId: v.optional(v.string()),
  acceptingVpcId: v.string(),
});

/** The route tables of both VPCs of every request, as DescribeRouteEntryList shows them. */
export const routesOf = async (
  cloud: Cloud,
  requests: readonly unknown[],
): Promise<readonly string[]> => {
  const tables = requests.flatMap((request) => {
    const { regionId, vpcId, acceptingRegionId, acceptingVpcId } = v.parse(pair, request);
    return [
      routeTables(cloud, regionId, vpcId),
      routeTables(cloud, acceptingRegionId ?? regionId, acceptingVpcId),
    ];
  });
  return (await Promise.all(tables)).flat();
};
