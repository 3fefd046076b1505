import type { Connection } from '../../model/connection.ts';
import type { Finding } from '../../model/failure.ts';
import { isSame } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import {
  asksForRoutes,
  destinationsOf,
  type EndFacts,
  eachEnd,
  type Facts,
  POINTERS,
  type TableFacts,
} from '../facts.ts';

/** Documented defaults; Quota Center raises them, so reaching one never stops a request. */
const INTRA_PER_VPC = { quota: 'vpc_quota_intra_region_peer_num_per_vpc', limit: 10 };
const CROSS_PER_VPC = { quota: 'vpc_quota_cross_region_peer_num_per_vpc', limit: 20 };
const PER_REGION = { quota: 'vpc_quota_peer_num', limit: 20 };

type Quota = typeof INTRA_PER_VPC;

const exists = ({ status }: Connection): boolean => status !== 'Deleted';

const isIntra = (it: Pick<Connection, 'regionId' | 'acceptingRegionId'>): boolean =>
  it.regionId === it.acceptingRegionId;

const reached = (
  { quota, limit }: Quota,
  count: number,
  pointer: string,
  what: string,
): readonly Finding[] =>
  count < limit
    ? []
    : [
        {
          code: 'PeeringQuota',
          severity: 'warning',
          pointer,
          detail: `${what} has ${count} connections; the default of ${quota} is ${limit}.`,
          evidence: { quota, limit, count },
          remedy: `Raise ${quota} in Quota Center (Quota Center > VPC) unless that is done, or delete unused connections.`,
        },
      ];

const ofVpc = ({ request }: Facts, { side, vpcId, peerings }: EndFacts): readonly Finding[] => {
  if (!peerings.ok) return [];
  const kind = isIntra(request);
  const count = peerings.value.filter((each) => exists(each) && isIntra(each) === kind).length;
  return reached(kind ? INTRA_PER_VPC : CROSS_PER_VPC, count, POINTERS[side].vpc, vpcId);
};

const ofRegion = ({ request, ends, ofRegion: region }: Facts): readonly Finding[] => {
  if (!region.ok) return [];
  const { accountId } = ends.requester;
  const count = region.value.filter(
    (each) => exists(each) && each.ownerId === accountId && each.regionId === request.regionId,
  ).length;
  return reached(PER_REGION, count, '/regionId', `Account ${accountId} in ${request.regionId}`);
};

/** Connections left, from a live count; nothing to say where the pair has its connection already. */
export const peeringQuota = (facts: Facts): readonly Finding[] =>
  facts.ofPair.some(exists)
    ? []
    : [...eachEnd(facts, (end) => ofVpc(facts, end)), ...ofRegion(facts)];

/** Custom entries a route table takes by default; Quota Center raises it. */
const DEFAULT_ENTRIES = 200;

const hasEntryFor = (entries: readonly RouteEntry[], destination: string): boolean =>
  entries.some(({ destinationCidrBlock }) => isSame(destinationCidrBlock, destination));

const ofTable = (
  { table, entries }: TableFacts,
  { side, vpcId }: EndFacts,
  destinations: readonly string[],
): readonly Finding[] => {
  if (!entries.ok) return [];
  const custom = entries.value.filter(({ type }) => type === 'Custom').length;
  const needed = destinations.filter((each) => !hasEntryFor(entries.value, each)).length;
  const left = Math.max(0, DEFAULT_ENTRIES - custom);
  if (needed <= left) return [];
  const { routeTableId } = table;
  return [
    {
      code: 'RouteQuota',
      severity: 'warning',
      pointer: POINTERS[side].vpc,
      detail: `Table ${routeTableId} of ${vpcId} has ${custom} custom entries and needs ${needed} more; the default quota is ${DEFAULT_ENTRIES}.`,
      evidence: { routeTableId, custom, needed, left, quota: DEFAULT_ENTRIES },
      remedy:
        'Raise the quota of custom route entries per route table in Quota Center (Quota Center > VPC) unless that is done, or remove unused entries.',
    },
  ];
};

/**
 * Route tables without room for the entries that are asked for. The documented default may have been
 * raised, which no API of the VPC reports, so this never stops a request.
 */
export const routeQuota = (facts: Facts): readonly Finding[] =>
  eachEnd(facts, (end, across) => {
    if (!asksForRoutes(facts.request, end.side) || !end.tables.ok) return [];
    const destinations = destinationsOf(end, across);
    return end.tables.value.flatMap((each) => ofTable(each, end, destinations));
  });
