import * as v from 'valibot';
import type { Facts } from './facts.ts';
import type { Epilogue } from './scenario.ts';
import type { Cloud } from './server/messages.ts';
import type { Timeline } from './timeline.ts';
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

const show = async (
  cloud: Cloud,
  regionId: string,
  vpcId: string,
  { line }: Timeline,
): Promise<void> => {
  for (const { id, type, routes } of await routeTables(cloud, regionId, vpcId)) {
    line('table', `${id} (${type}) of ${vpcId}`);
    for (const route of routes) line('table', rowOf(route));
  }
};

const showBoth = async (cloud: Cloud, data: unknown, timeline: Timeline): Promise<void> => {
  const { connection } = v.parse(ends, data);
  await show(cloud, connection.regionId, connection.vpc.vpcId, timeline);
  await show(cloud, connection.acceptingRegionId, connection.acceptingVpc.vpcId, timeline);
};

/** Prints the route tables of both VPCs of every connection, as DescribeRouteEntryList shows them. */
export const showRoutes: Epilogue = async (cloud, sent, facts: Facts, timeline) => {
  for (const { requestId } of sent) {
    const fact = facts.of(requestId);
    if (fact) await showBoth(cloud, fact.event.data, timeline);
  }
};
