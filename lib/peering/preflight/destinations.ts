import type { CreateRequest } from '../model/request.ts';
import { contains, isV6 } from '../network/cidr.ts';
import type { RouteEntry } from '../network/model.ts';
import { rangesOf, type Side } from '../network/pair.ts';
import { wants } from '../routes/plan/ends.ts';
import type { EndFacts, Facts } from './facts.ts';

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

/** Made by the cloud for the VPC's own ranges: what a route can be added beside. */
const isSystem = ({ type }: RouteEntry): boolean => type === 'System';

const isLeaving = ({ status }: RouteEntry): boolean => status === 'Deleting';

/** Entries that somebody made or a gateway propagated, table by table, as far as they were read. */
export const entriesOf = ({ tables }: EndFacts): readonly RouteEntry[] =>
  (tables.ok ? tables.value : [])
    .flatMap(({ entries }) => (entries.ok ? entries.value : []))
    .filter((each) => !isSystem(each) && !isLeaving(each));

/** True for an entry that leads to the connection of this pair already. */
export const leadsToPair = ({ ofPair }: Facts, { nextHops }: RouteEntry): boolean =>
  nextHops.some(({ nextHopId }) => ofPair.some(({ instanceId }) => instanceId === nextHopId));

export const isSame = (a: string, b: string): boolean => contains(a, b) && contains(b, a);
