import type { Side } from '../model/connection.ts';
import type { CreateRequest } from '../model/request.ts';
import { contains, isV6 } from '../network/cidr.ts';
import { rangesOf } from '../network/pair.ts';
import { wants } from '../routes/plan/ends.ts';
import type { EndFacts } from './facts.ts';

/** True if the request asks for route entries at this end. */
export const asksForRoutes = ({ routes }: CreateRequest, side: Side): boolean =>
  wants(routes, side);

/**
 * Where the entries of an end would lead: every range of the VPC across, IPv6 only where both have it.
 * Empty while either VPC is unknown.
 */
export const destinationsOf = ({ vpc }: EndFacts, across: EndFacts): readonly string[] => {
  if (!vpc.ok || !across.vpc.ok) return [];
  const hasV6 = vpc.value.ipv6CidrBlocks.length > 0;
  return rangesOf(across.vpc.value).filter((each) => hasV6 || !isV6(each));
};

/** True for two spellings of one block. */
export const isSame = (a: string, b: string): boolean => contains(a, b) && contains(b, a);
