import * as v from 'valibot';
import type { Interlude } from './scenario.ts';
import { routeTables } from './user.ts';

/** The VPCs of a request. */
const pair = v.object({
  regionId: v.string(),
  vpcId: v.string(),
  acceptingRegionId: v.optional(v.string()),
  acceptingVpcId: v.string(),
});

/** Prints the route tables of both VPCs of every request, as DescribeRouteEntryList shows them. */
export const showRoutes =
  (when: 'before' | 'after'): Interlude =>
  async (cloud, examples, write) => {
    for (const { value } of examples) {
      const { regionId, vpcId, acceptingVpcId, ...request } = v.parse(pair, value);
      const { acceptingRegionId = regionId } = request;
      write(`Route tables ${when}:`);
      for (const line of await routeTables(cloud, regionId, vpcId)) write(line);
      for (const line of await routeTables(cloud, acceptingRegionId, acceptingVpcId)) write(line);
    }
  };
