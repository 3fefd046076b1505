import * as v from 'valibot';
import type { Cloud } from './cloud.ts';
import type { Epilogue, Prologue } from './scenario.ts';
import { type Route, routeTables } from './user/vpc.ts';

/** What an event says of the two ends of its connection. */
const ends = v.object({
  connection: v.object({
    regionId: v.string(),
    acceptingRegionId: v.string(),
    vpc: v.object({ vpcId: v.string() }),
    acceptingVpc: v.object({ vpcId: v.string() }),
  }),
});

/** The VPCs of a request. */
const pair = v.object({
  regionId: v.string(),
  vpcId: v.string(),
  acceptingRegionId: v.optional(v.string()),
  acceptingVpcId: v.string(),
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

interface Place {
  readonly regionId: string;
  readonly vpcId: string;
}

const write = async (
  cloud: Cloud,
  when: string,
  places: readonly Place[],
  line: (text: string) => void,
): Promise<void> => {
  line(`Route tables ${when}:`);
  for (const { regionId, vpcId } of places)
    for (const each of await tablesOf(cloud, regionId, vpcId)) line(each);
};

/** Prints the route tables of the VPCs that the requests name, before anything is asked for. */
export const showRoutesBefore: Prologue = async (cloud, examples, line) => {
  for (const { value } of examples) {
    const { regionId, vpcId, acceptingVpcId, ...request } = v.parse(pair, value);
    const acceptingRegionId = request.acceptingRegionId ?? regionId;
    const places = [
      { regionId, vpcId },
      { regionId: acceptingRegionId, vpcId: acceptingVpcId },
    ];
    await write(cloud, 'before', places, line);
  }
};

/** Prints the route tables of both VPCs of every connection, as DescribeRouteEntryList shows them. */
export const showRoutes: Epilogue = async (cloud, rows, line) => {
  for (const { event } of rows) {
    if (event === undefined) continue;
    const { connection } = v.parse(ends, event.data);
    const { regionId, acceptingRegionId, vpc, acceptingVpc } = connection;
    const places = [
      { regionId, vpcId: vpc.vpcId },
      { regionId: acceptingRegionId, vpcId: acceptingVpc.vpcId },
    ];
    await write(cloud, 'after', places, line);
  }
};
