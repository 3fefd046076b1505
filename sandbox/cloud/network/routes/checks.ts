import { contains, hasHostBits, isIpv6, readCidr } from '../../cidr.ts';
import { CloudFault, refuse } from '../../fault.ts';
import { isVisible } from '../../peering/visible.ts';
import { CLOUD_SERVICES } from '../build.ts';
import type { NextHop } from '../state.ts';
import type { Ask } from './ask.ts';

const isText = (text: string | undefined, longest: number): boolean =>
  text === undefined ||
  (text.length >= 1 && [...text].length <= longest && !/^https?:\/\//.test(text));

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

const rangesOf = ({ cloud, vpc }: Ask): readonly string[] =>
  cloud.network
    .vSwitchesOf(vpc.id)
    .flatMap(({ cidrBlock, ipv6CidrBlock }) => [cidrBlock, ipv6CidrBlock])
    .filter((range) => range !== '');

/** A vSwitch range can have no other route; a batch call does not even take what contains one. */
const meetsVSwitch = (ask: Ask, destination: string): boolean =>
  rangesOf(ask)
    .filter((range) => isIpv6(range) === isIpv6(destination))
    .some((range) => contains(range, destination) || (ask.isBatch && contains(destination, range)));

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

const checkPeering = ({ cloud, caller, vpc, destination }: Ask, { nextHopId }: NextHop): void => {
  const { store } = cloud;
  const region = store.fixture.regions.find(({ id }) => id === vpc.regionId);
  if (!region?.peering)
    throw new CloudFault('UnsupportedRegion', 'The feature is not supported in current region.');
  const connection = store.find(nextHopId);
  if (!connection || !isVisible(store, caller, connection))
    throw refuse('ResourceNotFound.VpcPeer');
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
const checkInstance = ({ cloud, vpc }: Ask, nextHop: NextHop): void => {
  const known = vpc.nextHops.find(isSame(nextHop));
  const isElsewhere = [...cloud.store.vpcs.values()].some((each) =>
    each.nextHops.some(isSame(nextHop)),
  );
  if (!known)
    throw refuse(
      isElsewhere ? 'OperationFailed.InstanceDismatchCurrentVpc' : 'InvalidNextHopId.NotFound',
    );
  if (known.status === 'Pending') throw refuse('IncorrectInstanceStatus');
  if (known.status === 'Locked') throw refuse('OperationFailed.OperationLocked');
};

const checkList = (nextHops: readonly NextHop[]): void => {
  if (nextHops.length === 1) return;
  if (nextHops.length > 4) throw refuse('InvalidNexthopListSize');
  if (nextHops.some(({ nextHopType }) => nextHopType !== 'RouterInterface'))
    throw refuse('InvalidRouterInterface');
};

/** Throws unless every next hop exists, belongs to the VPC and can take traffic. */
const checkNextHops = (ask: Ask): void => {
  checkList(ask.nextHops);
  for (const nextHop of ask.nextHops) {
    if (!TYPES.includes(nextHop.nextHopType)) throw refuse('InvalidNextHopType');
    if (nextHop.nextHopType === 'VpcPeer') checkPeering(ask, nextHop);
    else checkInstance(ask, nextHop);
  }
};

/** Throws for tables that take no entry. */
const checkTable = ({ table }: Ask): void => {
  if (table.kind === 'Gateway') throw refuse('OperationDenied.GatewayRouteTableNotPermitted');
  if (table.status !== 'Available') throw refuse('IncorrectStatus.RouteTableStatus');
};

/** Throws while the table has an entry that stays Pending or Modifying. */
const checkStable = ({ table }: Ask): void => {
  const isStuck = [...table.entries.values()].some(
    ({ status, changesAt }) => status !== 'Available' && changesAt === undefined,
  );
  if (isStuck) throw refuse('IncorrectRouteEntryStatus');
};

/** Throws when the table knows the destination already. */
const checkUnique = ({ cloud, table, destination }: Ask): void => {
  const block = readCidr(destination);
  const known = [...table.entries.values()].find((each) => each.destinationCidrBlock === block);
  if (!known) return;
  throw refuse(
    known.type === 'Custom' ? cloud.store.behaviour.duplicateRoute : 'RouteConflict.AlreadyExist',
  );
};

const QUOTA = 'vpc_quota_route_entrys_num';
const MOST_ENTRIES = 200;

/** Throws when the table holds as many custom entries as its owner may have in one. */
const checkQuota = ({ cloud, table, vpc }: Ask): void => {
  const most = cloud.store.accounts.get(vpc.ownerId)?.quotas[QUOTA] ?? MOST_ENTRIES;
  const used = [...table.entries.values()].filter(({ type }) => type === 'Custom').length;
  if (used >= most) throw refuse('QuotaExceeded');
};

/** What a call is asked before anything is looked at. */
export const checkAsked = (ask: Ask): void => {
  checkTexts(ask);
  checkSpelling(ask);
  checkTable(ask);
};

/** What the state of the cloud has to say. */
export const checkPossible = (ask: Ask): void => {
  checkStable(ask);
  checkDestination(ask);
  checkNextHops(ask);
  checkUnique(ask);
  checkQuota(ask);
};
