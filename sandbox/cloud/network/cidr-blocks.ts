import type { FixtureVpc } from '../../fixture.ts';
import { hasHostBits, isIpv6, overlaps, readCidr } from '../cidr.ts';
import { refuse } from '../fault.ts';
import type { Operation } from '../operation.ts';
import { need, type Params } from '../params.ts';
import { findVpc } from './find.ts';

type Ranges = 'secondaryCidrBlocks' | 'ipv6CidrBlocks';

interface Asked {
  readonly block: string;
  readonly ranges: Ranges;
}

const asked = (params: Params): Asked => {
  const { SecondaryCidrBlock, IPv6CidrBlock, Ipv6CidrBlock = IPv6CidrBlock } = params;
  const given = SecondaryCidrBlock || Ipv6CidrBlock;
  if (!given) throw refuse('MissingParam.SecondaryCidrBlock');
  if (SecondaryCidrBlock && Ipv6CidrBlock) throw refuse('IllegalParam.Ipv6CidrBlock');
  const block = readCidr(given);
  if (block === undefined || hasHostBits(given)) throw refuse('InvalidCidrBlock.Malformed');
  if (isIpv6(block) === Boolean(SecondaryCidrBlock)) throw refuse('InvalidCidrBlock');
  return { block, ranges: isIpv6(block) ? 'ipv6CidrBlocks' : 'secondaryCidrBlocks' };
};

const requireApart = (vpc: FixtureVpc, { block, ranges }: Asked): void => {
  const taken = ranges === 'ipv6CidrBlocks' ? vpc[ranges] : [vpc.cidrBlock, ...vpc[ranges]];
  if (taken.some((each) => overlaps(each, block))) throw refuse('InvalidCidrBlock');
};

/** AssociateVpcCidrBlock: a secondary IPv4 range or an IPv6 range, at once. */
export const associateVpcCidrBlock: Operation = (cloud, caller, params) => {
  const vpc = findVpc(cloud, caller, params.RegionId, need(params, 'VpcId'));
  const ask = asked(params);
  requireApart(vpc, ask);
  const { block, ranges } = ask;
  cloud.store.vpcs.set(vpc.id, { ...vpc, [ranges]: [...vpc[ranges], block] });
  return { CidrBlock: block, IpVersion: isIpv6(block) ? 'IPV6' : 'IPV4' };
};

/** UnassociateVpcCidrBlock: the range must be one of the VPC, and without vSwitches. */
export const unassociateVpcCidrBlock: Operation = (cloud, caller, params) => {
  const vpc = findVpc(cloud, caller, params.RegionId, need(params, 'VpcId'));
  const { block, ranges } = asked(params);
  const isUsed = cloud.network
    .vSwitchesOf(vpc.id)
    .flatMap(({ cidrBlock, ipv6CidrBlock }) => [cidrBlock, ipv6CidrBlock])
    .some((each) => each !== '' && overlaps(each, block));
  if (!vpc[ranges].includes(block) || isUsed) throw refuse('InvalidCidrBlock');
  const left = vpc[ranges].filter((each) => each !== block);
  cloud.store.vpcs.set(vpc.id, { ...vpc, [ranges]: left });
  return {};
};
