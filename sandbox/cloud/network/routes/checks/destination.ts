import { contains, hasHostBits, isIpv6, readCidr } from '../../../cidr.ts';
import { CLOUD_SERVICES } from '../../build.ts';
import { refuse } from '../../refuse.ts';
import type { Ask } from '../ask.ts';

/** Throws unless the destination is a CIDR block, or a bare address, which stands for itself. */
export const checkSpelling = ({ destination }: Ask): void => {
  if (readCidr(destination) === undefined) throw refuse('InvalidCidrBlock.Malformed');
  if (hasHostBits(destination)) throw refuse('IllegalParam.CidrBlock');
};

const rangesOf = ({ cloud, vpc }: Ask): readonly string[] =>
  cloud.network
    .vSwitchesOf(vpc.id)
    .flatMap(({ cidrBlock, ipv6CidrBlock }) => [cidrBlock, ipv6CidrBlock])
    .filter((range) => range !== '');

/** A vSwitch range can be told nothing new; a batch call does not even take what contains one. */
const meetsVSwitch = (ask: Ask, destination: string): boolean =>
  rangesOf(ask)
    .filter((range) => isIpv6(range) === isIpv6(destination))
    .some((range) => contains(range, destination) || (ask.isBatch && contains(destination, range)));

/** Throws for destinations that no custom entry may have in this VPC. */
export const checkDestination = (ask: Ask): void => {
  const destination = readCidr(ask.destination) ?? '';
  if (isIpv6(destination)) {
    if (ask.vpc.ipv6CidrBlocks.length === 0) throw refuse('OperationDenied.VpcIpv6NotEnabled');
    if (meetsVSwitch(ask, destination))
      throw refuse('OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch');
  } else if (contains(CLOUD_SERVICES, destination) || meetsVSwitch(ask, destination)) {
    throw refuse('InvalidCidrBlock');
  }
};
