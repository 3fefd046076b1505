import * as v from 'valibot';
import type { Epilogue } from './scenario.ts';
import type { Cloud } from './server/messages.ts';
import { type Route, routeTables } from './user/vpc.ts';

/** What an event tells of the two ends of its connection. */
const ends = v.object({
  connection: v.object({
    regionId: v.string(),
    acceptingRegionId: v.string(),
    vpc: v.object({ vpcId: v.string() }),
    acceptingVpc: v.object({ vpcId: v.string() }),
  }),
});

const rowOf = ({ destination, nextHop, status, name }: Route): string =>
  `  ${destination.padEnd(24)} ${nextHop.padEnd(34)} ${status.padEnd(10)} ${name}`.trimEnd();

const tablesOf = async (
  cloud: Cloud,
  regionId: string,
  vpcId: string,
): Promise<readonly string[]> => {
  const tables = await routeTables(cloud, regionId, vpcId);
  return tables.flatMap(({ id, type, routes }) => [
    `${id} (${type}) of ${vpcId}`,
    ...routes.map(rowOf),
  ]);
};

/** Prints the route tables of both VPCs of every connection, as DescribeRouteEntryList shows them. */
export const showRoutes: Epilogue = async (cloud, rows, write) => {
  for (const { event } of rows) {
    if (event === undefined) continue;
    const { connection } = v.parse(ends, event.data);
    const { regionId, acceptingRegionId, vpc, acceptingVpc } = connection;
    const lines = [
      ...(await tablesOf(cloud, regionId, vpc.vpcId)),
      ...(await tablesOf(cloud, acceptingRegionId, acceptingVpc.vpcId)),
    ];
    for (const line of lines) write(line);
  }
};
