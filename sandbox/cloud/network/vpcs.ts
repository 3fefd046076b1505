import type { FixtureVpc } from '../../fixture.ts';
import { hasHostBits, isIpv6, overlaps, readCidr } from '../cidr.ts';
import { refuse } from '../fault.ts';
import { type Call, MAX_TAGS, type Operation } from '../operation.ts';
import type { RouteTable } from './state.ts';

const isIn = (vpc: FixtureVpc | undefined, regionId: string | undefined): vpc is FixtureVpc =>
  vpc !== undefined && (!regionId || vpc.regionId === regionId);

/** VPCs of the caller's account in a region. */
export const ownVpcs = ({ store, caller }: Call, regionId: string) =>
  [...store.vpcs.values()].filter((vpc) => isIn(vpc, regionId) && vpc.ownerId === caller.accountId);

/** A VPC of the caller's account. Throws `InvalidVpcId.NotFound`, `Forbidden.VpcNotFound` for others' VPCs. */
export const findVpc = (call: Call): FixtureVpc => {
  const { store, caller, params } = call;
  const vpc = store.vpcs.get(call.need('VpcId'));
  if (!isIn(vpc, params.RegionId)) throw refuse('InvalidVpcId.NotFound');
  if (vpc.ownerId !== caller.accountId) throw refuse('Forbidden.VpcNotFound');
  return vpc;
};

export interface TableOfVpc {
  readonly table: RouteTable;
  readonly vpc: FixtureVpc;
}

/** A route table of the caller's account, with its VPC; `undefined` for any other. */
export const findTable = (call: Call, routeTableId: string): TableOfVpc | undefined => {
  const { store, network, caller, params } = call;
  const table = network.table(routeTableId);
  const vpc = table && store.vpcs.get(table.vpcId);
  const isOwn = table && isIn(vpc, params.RegionId) && vpc.ownerId === caller.accountId;
  return isOwn ? { table, vpc } : undefined;
};

/** AssociateVpcCidrBlock: a secondary IPv4 range or an IPv6 range, at once. */
export const associateVpcCidrBlock: Operation = (call) => {
  const { store, params } = call;
  const vpc = findVpc(call);
  const { SecondaryCidrBlock, IPv6CidrBlock, Ipv6CidrBlock = IPv6CidrBlock } = params;
  const given = SecondaryCidrBlock || Ipv6CidrBlock;
  if (!given) throw refuse('MissingParam.SecondaryCidrBlock');
  if (SecondaryCidrBlock && Ipv6CidrBlock) throw refuse('IllegalParam.Ipv6CidrBlock');
  const block = readCidr(given);
  if (block === undefined || hasHostBits(given)) throw refuse('InvalidCidrBlock.Malformed');
  if (isIpv6(block) === Boolean(SecondaryCidrBlock)) throw refuse('InvalidCidrBlock');
  const ranges = isIpv6(block) ? 'ipv6CidrBlocks' : 'secondaryCidrBlocks';
  const taken = isIpv6(block) ? vpc[ranges] : [vpc.cidrBlock, ...vpc[ranges]];
  if (taken.some((each) => overlaps(each, block))) throw refuse('InvalidCidrBlock');
  store.vpcs.set(vpc.id, { ...vpc, [ranges]: [...vpc[ranges], block] });
  return { CidrBlock: block, IpVersion: isIpv6(block) ? 'IPV6' : 'IPV4' };
};

const MAX_RESOURCES = 50;

/** The VPCs that a write of tags names; other kinds of resources carry no tags here. */
const taggedVpcs = (call: Call): readonly FixtureVpc[] => {
  const vpcs = ownVpcs(call, call.need('RegionId'));
  if (call.need('ResourceType').toUpperCase() !== 'VPC')
    throw refuse('InvalidResourceType.NotFound');
  return call.resources(MAX_RESOURCES, (id) => {
    const vpc = vpcs.find((each) => each.id === id);
    if (!vpc) throw refuse('InvalidResourceId.NotFound');
    return vpc;
  });
};

/** TagResources on VPCs. */
export const tagResources: Operation = (call) => {
  const vpcs = taggedVpcs(call);
  const added = Object.fromEntries(call.tagsToAdd());
  const tagged = vpcs.map((vpc) => ({ ...vpc, tags: { ...vpc.tags, ...added } }));
  if (tagged.some(({ tags }) => Object.keys(tags).length > MAX_TAGS))
    throw refuse('NumberExceed.Tags');
  for (const vpc of tagged) call.store.vpcs.set(vpc.id, vpc);
  return {};
};

/** UnTagResources on VPCs: the keys that are named, or all. */
export const untagResources: Operation = (call) => {
  const isTaken = call.tagsToRemove();
  for (const vpc of taggedVpcs(call)) {
    const tags = Object.entries(vpc.tags).filter(([key]) => !isTaken(key));
    call.store.vpcs.set(vpc.id, { ...vpc, tags: Object.fromEntries(tags) });
  }
  return {};
};
