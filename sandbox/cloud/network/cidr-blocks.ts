import { hasHostBits, isIpv6, overlaps, readCidr } from '../cidr.ts';
import { refuse } from '../fault.ts';
import type { Operation } from '../operation.ts';
import { need } from '../params.ts';
import { findVpc } from './find.ts';

/** AssociateVpcCidrBlock: a secondary IPv4 range or an IPv6 range, at once. */
export const associateVpcCidrBlock: Operation = (cloud, caller, params) => {
  const vpc = findVpc(cloud, caller, params.RegionId, need(params, 'VpcId'));
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
  cloud.store.vpcs.set(vpc.id, { ...vpc, [ranges]: [...vpc[ranges], block] });
  return { CidrBlock: block, IpVersion: isIpv6(block) ? 'IPV6' : 'IPV4' };
};
