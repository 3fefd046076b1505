import { contains } from '../../network/cidr.ts';
import type { RouteTable, VSwitch } from '../../network/model.ts';
import type { RoutedEnd } from './ends.ts';

/** Where the services of the cloud are reached from every VPC: no destination lies in it. */
const CLOUD_SERVICES = '100.64.0.0/10';

/** An entry that is to be. */
export interface PlannedEntry {
  readonly regionId: string;
  readonly vpcId: string;
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  /** Why the API would never take it; absent where it would. */
  readonly obstacle?: string;
  /** It contains the range of a vSwitch: the single call takes that, the batch call does not. */
  readonly isSingle: boolean;
}

/** What of a VPC a plan is made of. */
export interface Place {
  /** The route tables that get routes. */
  readonly tables: readonly RouteTable[];
  readonly vSwitches: readonly VSwitch[];
}

const rangesOf = ({ vSwitches }: Place) =>
  vSwitches.flatMap(({ vSwitchId, cidrBlock, ipv6CidrBlock = '' }) => [
    { vSwitchId, range: cidrBlock },
    { vSwitchId, range: ipv6CidrBlock },
  ]);

/** The documented rules of a destination (CreateRouteEntry). */
const obstacleOf = (place: Place, destination: string): string | undefined => {
  const inside = rangesOf(place).find(({ range }) => contains(range, destination));
  if (inside) return `It lies within ${inside.range} of the VPC's own vSwitch ${inside.vSwitchId}.`;
  if (contains(CLOUD_SERVICES, destination))
    return `It lies within ${CLOUD_SERVICES}, where the cloud's own services are.`;
  return undefined;
};

const holdsVSwitch = (place: Place, destination: string): boolean =>
  rangesOf(place).some(({ range }) => contains(destination, range));

/** Every entry that an end needs: one for each table and each range across. */
export const planOf = (end: RoutedEnd, place: Place): readonly PlannedEntry[] => {
  const { regionId, vpcId } = end;
  const ways = end.destinations.map((destinationCidrBlock) => {
    const obstacle = obstacleOf(place, destinationCidrBlock);
    const isSingle = holdsVSwitch(place, destinationCidrBlock);
    return { destinationCidrBlock, isSingle, ...(obstacle === undefined ? {} : { obstacle }) };
  });
  return place.tables.flatMap(({ routeTableId }) =>
    ways.map((way) => ({ regionId, vpcId, routeTableId, ...way })),
  );
};
