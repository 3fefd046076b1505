import * as v from 'valibot';
import type { RouteEntry } from '../cloud/network/state.ts';
import type { World } from '../cloud/world.ts';

/** The VPCs of a request. */
const pair = v.object({ vpcId: v.string(), acceptingVpcId: v.string() });

const lineOf = ({ destinationCidrBlock, nextHops, status, routeEntryName }: RouteEntry): string => {
  const nextHop = `${nextHops[0]?.nextHopType} ${nextHops[0]?.nextHopId}`;
  const cells = [destinationCidrBlock.padEnd(24), nextHop.padEnd(34), status.padEnd(10)];
  return `  ${[...cells, routeEntryName].join(' ')}`.trimEnd();
};

/** The route tables that vSwitches of both VPCs of every request use, with their entries, a line each. */
export const routesOf = ({ network }: World, requests: readonly unknown[]): readonly string[] =>
  requests
    .map((request) => v.parse(pair, request))
    .flatMap(({ vpcId, acceptingVpcId }) => [vpcId, acceptingVpcId])
    .flatMap((vpcId) => network.routeTables(vpcId))
    .filter(({ kind }) => kind !== 'Gateway')
    .flatMap(({ routeTableId, kind, vpcId, entries }) => [
      `${routeTableId} (${kind}) of ${vpcId}`,
      ...[...entries.values()].map(lineOf),
    ]);
