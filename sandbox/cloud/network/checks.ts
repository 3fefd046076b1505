import { contains, hasHostBits, isIpv6, readCidr } from '../cidr.ts';
import { CloudFault, refuse } from '../fault.ts';
import type { Call } from '../operation.ts';
import { visible } from '../peering/read.ts';
import { CLOUD_SERVICES, rangesOf } from './build.ts';
import type { NextHop } from './state.ts';
import type { TableOfVpc } from './vpcs.ts';

/** One entry that somebody wants to have. */
export interface Ask extends TableOfVpc {
  readonly call: Call;
  /** As it was sent. */
  readonly destination: string;
  readonly nextHops: readonly NextHop[];
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** Batch calls take no destination that contains a vSwitch range. */
  readonly isBatch: boolean;
}

const isText = (text: string | undefined, longest: number): boolean =>
  text === undefined ||
  (text.length >= 1 && [...text].length <= longest && !/^https?:\/\//i.test(text));

/** Name and description. Throws `InvalidRouteEntryName.Malformed`, `InvalidDescription.Malformed`. */
const checkTexts = ({ name, description }: Ask): void => {
  if (!isText(name, 128)) throw refuse('InvalidRouteEntryName.Malformed');
  if (!isText(description, 256)) throw refuse('InvalidDescription.Malformed');
};

/** Throws unless the destination is a CIDR block, or a bare address, which stands for itself. */
const checkSpelling = ({ destination }: Ask): void => {
  if (readCidr(destination) === undefined) throw refuse('InvalidCidrBlock.Malformed');
  if (hasHostBits(destination)) throw refuse('IllegalParam.CidrBlock');
};

/** A vSwitch range can have no other route; a batch call does not even take what contains one. */
const meetsVSwitch = ({ call: { network }, vpc, isBatch }: Ask, destination: string): boolean =>
  rangesOf(network.vSwitchesOf(vpc.id))
    .filter((range) => isIpv6(range) === isIpv6(destination))
    .some((range) => contains(range, destination) || (isBatch && contains(destination, range)));

/** Throws for destinations that no custom entry may have in this VPC. */
const checkDestination = (ask: Ask): void => {
  const destination = readCidr(ask.destination) ?? '';
  if (isIpv6(destination)) {
    if (ask.vpc.ipv6CidrBlocks.length === 0) throw refuse('OperationDenied.VpcIpv6NotEnabled');
    if (meetsVSwitch(ask, destination))
      throw refuse('OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch');
  } else if (contains(CLOUD_SERVICES, destination) || meetsVSwitch(ask, destination)) {
    throw refuse('InvalidCidrBlock');
  }
};

const TYPES =
  'Instance HaVip RouterInterface NetworkInterface VpnGateway IPv6Gateway NatGateway Attachment VpcPeer Ipv4Gateway GatewayEndpoint CenBasic Ecr GatewayLoadBalancerEndpoint RouteTargetGroup'.split(
    ' ',
  );

const checkPeering = ({ call, vpc, destination }: Ask, { nextHopId }: NextHop): void => {
  const { store } = call;
  const region = store.fixture.regions.find(({ id }) => id === vpc.regionId);
  if (!region?.peering)
    throw new CloudFault('UnsupportedRegion', 'The feature is not supported in current region.');
  const connection = visible(call, nextHopId);
  if (!connection) throw refuse('ResourceNotFound.VpcPeer');
  if (![connection.vpcId, connection.acceptingVpcId].includes(vpc.id))
    throw refuse('InvalidNextHop.NotFound');
  if (connection.status !== 'Activated')
    throw refuse('IncorrectStatus.VpcPeer', nextHopId, connection.status);
  if (isIpv6(destination) && !region.peeringIpv6) throw refuse('UnsupportedFeature.VpcPeerIpv6');
};

const isSame =
  ({ nextHopId, nextHopType }: NextHop) =>
  ({ id, type }: { readonly id: string; readonly type: string }): boolean =>
    id === nextHopId && type === nextHopType;

/** Instances of other kinds are those that the fixture declares for the VPC. */
const checkInstance = ({ call: { store }, vpc }: Ask, nextHop: NextHop): void => {
  const known = vpc.nextHops.find(isSame(nextHop));
  const isElsewhere = [...store.vpcs.values()].some((each) => each.nextHops.some(isSame(nextHop)));
  if (!known)
    throw refuse(
      isElsewhere ? 'OperationFailed.InstanceDismatchCurrentVpc' : 'InvalidNextHopId.NotFound',
    );
  if (known.status === 'Pending') throw refuse('IncorrectInstanceStatus');
  if (known.status === 'Locked') throw refuse('OperationFailed.OperationLocked');
};

/** Throws unless every next hop exists, belongs to the VPC and can take traffic. */
const checkNextHops = (ask: Ask): void => {
  const { nextHops } = ask;
  if (nextHops.length > 4) throw refuse('InvalidNexthopListSize');
  if (nextHops.length > 1 && nextHops.some((each) => each.nextHopType !== 'RouterInterface'))
    throw refuse('InvalidRouterInterface');
  for (const nextHop of nextHops) {
    if (!TYPES.includes(nextHop.nextHopType)) throw refuse('InvalidNextHopType');
    if (nextHop.nextHopType === 'VpcPeer') checkPeering(ask, nextHop);
    else checkInstance(ask, nextHop);
  }
};

const QUOTA = 'vpc_quota_route_entrys_num';
const MOST_ENTRIES = 200;

/** Throws when the table knows the destination already, or holds as many custom entries as it may. */
const checkRoom = ({ call: { store }, table, vpc, destination }: Ask): void => {
  const entries = [...table.entries.values()];
  const block = readCidr(destination);
  const known = entries.find((each) => each.destinationCidrBlock === block);
  if (known)
    throw refuse(
      known.type === 'Custom' ? store.behaviour.duplicateRoute : 'RouteConflict.AlreadyExist',
    );
  const most = store.accounts.get(vpc.ownerId)?.quotas[QUOTA] ?? MOST_ENTRIES;
  if (entries.filter(({ type }) => type === 'Custom').length >= most) throw refuse('QuotaExceeded');
};

/** What a call is asked before anything is looked at: texts, spelling, a table that takes entries. */
export const checkAsked = (ask: Ask): void => {
  checkTexts(ask);
  checkSpelling(ask);
  const { table } = ask;
  if (table.kind === 'Gateway') throw refuse('OperationDenied.GatewayRouteTableNotPermitted');
  if (table.status !== 'Available') throw refuse('IncorrectStatus.RouteTableStatus');
};

/** What the state of the cloud has to say. */
export const checkPossible = (ask: Ask): void => {
  const isStuck = [...ask.table.entries.values()].some(
    ({ status, changesAt }) => status !== 'Available' && changesAt === undefined,
  );
  if (isStuck) throw refuse('IncorrectRouteEntryStatus');
  checkDestination(ask);
  checkNextHops(ask);
  checkRoom(ask);
};
