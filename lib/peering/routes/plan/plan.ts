import type { Connection, ConnectionView, Side } from '../../model/connection.ts';
import type { RoutesChoice } from '../../model/request.ts';
import { contains } from '../../network/cidr.ts';
import type { RouteTable, VSwitch } from '../../network/model.ts';
import { type End, rangesOfVSwitch } from '../../network/pair.ts';
import { inOrder } from '../../order.ts';

/** One end of a connection, and where its routes lead. */
export interface RoutedEnd extends End {
  /** Every range of the VPC across, as the connection shows it; IPv6 only where this VPC has IPv6. */
  readonly destinations: readonly string[];
}

type Ranges = Pick<Connection['vpc'], 'ipv4Cidrs' | 'ipv6Cidrs'>;

const destinationsOf = (own: Ranges, across: Ranges): readonly string[] => [
  ...new Set([...across.ipv4Cidrs, ...(own.ipv6Cidrs.length > 0 ? across.ipv6Cidrs : [])]),
];

/** Both ends of an observed connection, the requester first. */
export const endsOf = (connection: Connection): readonly RoutedEnd[] => {
  const { vpc, acceptingVpc } = connection;
  return [
    {
      side: 'requester',
      accountId: connection.ownerId,
      regionId: connection.regionId,
      vpcId: vpc.vpcId,
      destinations: destinationsOf(vpc, acceptingVpc),
    },
    {
      side: 'accepter',
      accountId: connection.acceptingOwnerUid,
      regionId: connection.acceptingRegionId,
      vpcId: acceptingVpc.vpcId,
      destinations: destinationsOf(acceptingVpc, vpc),
    },
  ];
};

/** The ends of a connection that is gone, as far as its last look shows them; no entry should lead there. */
export const endsOfView = (view: ConnectionView): readonly RoutedEnd[] => {
  const { ownerId, acceptingOwnerUid, regionId, acceptingRegionId, vpc, acceptingVpc } = view;
  const endOf = (
    side: Side,
    accountId: string | undefined,
    region: string | undefined,
    vpcId: string | undefined,
  ): readonly RoutedEnd[] =>
    accountId && region && vpcId
      ? [{ side, accountId, regionId: region, vpcId, destinations: [] }]
      : [];
  return [
    ...endOf('requester', ownerId, regionId, vpc?.vpcId),
    ...endOf('accepter', acceptingOwnerUid, acceptingRegionId, acceptingVpc?.vpcId),
  ];
};

/** True if a choice gives routes to a side. */
export const wants = (choice: RoutesChoice, side: Side): boolean =>
  choice === 'both' || choice === side;

/** The ends that get routes. */
export const routedEnds = (connection: Connection, choice: RoutesChoice): readonly RoutedEnd[] =>
  endsOf(connection).filter(({ side }) => wants(choice, side));

/** Names route tables: by id, or by a tag. */
export type TablePattern =
  | { readonly routeTableId: string }
  | { readonly key: string; readonly value: string };

/** Whether a table's entries can be listed: those of a gateway's table cannot (DescribeRouteEntryList). */
export const isListable = ({ associateType }: RouteTable): boolean => associateType !== 'Gateway';

/** A table that some vSwitch uses: entries elsewhere route nothing. */
const isUsed = (table: RouteTable): boolean => isListable(table) && table.vSwitchIds.length > 0;

const isNamedBy =
  ({ routeTableId, tags }: RouteTable) =>
  (pattern: TablePattern): boolean =>
    'routeTableId' in pattern
      ? pattern.routeTableId === routeTableId
      : tags.some(({ key, value }) => key === pattern.key && value === pattern.value);

/** The tables of a VPC that get routes: all that vSwitches use, or those among them that are chosen. */
export const tablesToRoute = (
  tables: readonly RouteTable[],
  chosen: readonly TablePattern[],
): readonly RouteTable[] =>
  tables
    .filter(isUsed)
    .filter((table) => chosen.length === 0 || chosen.some(isNamedBy(table)))
    .sort((a, b) => inOrder(a.routeTableId, b.routeTableId));

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

const rangesOf = ({ vSwitches }: Place) => vSwitches.flatMap(rangesOfVSwitch);

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
