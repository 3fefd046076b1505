import type {
  NetworkApi,
  RouteEntry,
  RouteTable,
  VSwitch,
} from '../../../../lib/peering/network/model.ts';
import { textsOf } from '../../../../lib/peering/routes/plan/ours.ts';
import type { RoutedEnd } from '../../../../lib/peering/routes/plan/plan.ts';
import type { TableReading } from '../../../../lib/peering/routes/read.ts';
import { type EndState, stateOf } from '../../../../lib/peering/routes/state.ts';

/** Whose entries count as ours. */
export const WHOSE = { name: 'peerflow', accountId: '253460731706911258' };
export const PCC = 'pcc-lnk0m24khwvtkm7jdt';

export const end = (more: Partial<RoutedEnd> = {}): RoutedEnd => ({
  side: 'requester',
  accountId: '253460731706911258',
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  destinations: ['10.2.0.0/16'],
  ...more,
});

export const table = (routeTableId: string, more: Partial<RouteTable> = {}): RouteTable => ({
  routeTableId,
  routeTableType: 'Custom',
  associateType: 'VSwitch',
  status: 'Available',
  vSwitchIds: ['vsw-a'],
  tags: [],
  ...more,
});

export const vSwitch = (cidrBlock: string, more: Partial<VSwitch> = {}): VSwitch => ({
  vSwitchId: 'vsw-a',
  cidrBlock,
  ...more,
});

/** An entry of somebody else's, by default to an instance. */
export const entry = (
  routeTableId: string,
  destinationCidrBlock: string,
  more: Partial<RouteEntry> = {},
): RouteEntry => ({
  routeEntryId: `rte-${routeTableId}-${destinationCidrBlock}`,
  routeTableId,
  destinationCidrBlock,
  status: 'Available',
  type: 'Custom',
  nextHops: [{ nextHopId: 'i-1', nextHopType: 'Instance' }],
  ...more,
});

/** An entry that leads to the connection, made by Peerflow. */
export const ourEntry = (
  routeTableId: string,
  destinationCidrBlock: string,
  more: Partial<RouteEntry> = {},
): RouteEntry => {
  const { name, description } = textsOf(WHOSE, PCC, destinationCidrBlock);
  return entry(routeTableId, destinationCidrBlock, {
    nextHops: [{ nextHopId: PCC, nextHopType: 'VpcPeer' }],
    routeEntryName: name,
    description,
    ...more,
  });
};

/** What makes an entry of ours lead to a connection, with its proof. */
export const hopTo = (instanceId: string, destination: string) => ({
  nextHops: [{ nextHopId: instanceId, nextHopType: 'VpcPeer' }],
  description: textsOf(WHOSE, instanceId, destination).description,
});

/** How the routes of an end stand with these tables and entries. */
export const stateWith = ({
  tables,
  entries,
  end: here = end(),
  vSwitches = [],
}: {
  readonly tables: readonly RouteTable[];
  readonly entries: readonly RouteEntry[];
  readonly end?: RoutedEnd;
  readonly vSwitches?: readonly VSwitch[];
}): EndState =>
  stateOf(
    {
      end: here,
      tables: { ok: true, value: readingOf(tables, entries) },
      vSwitches: { ok: true, value: vSwitches },
    },
    { instanceId: PCC, routeTables: [] },
  );

/** Tables as they were read, with their entries among those given. */
export const readingOf = (
  tables: readonly RouteTable[],
  entries: readonly RouteEntry[],
): readonly TableReading[] =>
  tables.map((each) => ({
    table: each,
    entries: {
      ok: true,
      value: entries.filter(({ routeTableId }) => routeTableId === each.routeTableId),
    },
  }));

const unexpected = (operation: string) => async (): Promise<never> => {
  throw new Error(`${operation} was not expected`);
};

/** A VPC API of which only some calls are expected. */
export const networkWith = (expected: Partial<NetworkApi>): NetworkApi => ({
  vpc: unexpected('vpc'),
  vSwitches: unexpected('vSwitches'),
  routeTables: unexpected('routeTables'),
  routeEntries: unexpected('routeEntries'),
  createRouteEntry: unexpected('createRouteEntry'),
  createRouteEntries: unexpected('createRouteEntries'),
  deleteRouteEntries: unexpected('deleteRouteEntries'),
  ...expected,
});
