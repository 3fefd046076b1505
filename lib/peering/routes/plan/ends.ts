import type { Connection, ConnectionView, Side } from '../../model/connection.ts';
import type { RoutesChoice } from '../../model/request.ts';
import { isV6 } from '../../network/cidr.ts';
import type { End } from '../../network/pair.ts';

/** One end of a connection, and where its routes lead. */
export interface RoutedEnd extends End {
  /** Every range of the VPC across, as the connection shows it; IPv6 only where this VPC has IPv6. */
  readonly destinations: readonly string[];
}

type Ranges = Pick<Connection['vpc'], 'ipv4Cidrs' | 'ipv6Cidrs'>;

const destinationsOf = (own: Ranges, across: Ranges): readonly string[] => [
  ...new Set([
    ...across.ipv4Cidrs.filter((each) => !isV6(each)),
    ...(own.ipv6Cidrs.length > 0 ? across.ipv6Cidrs : []),
  ]),
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

/** The ends of a connection that is gone, as far as its last look shows them; nothing leads there any more. */
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
