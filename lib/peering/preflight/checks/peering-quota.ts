import type { Connection } from '../../model/connection.ts';
import type { Finding } from '../../model/finding.ts';
import { eachEnd, POINTERS } from '../ends.ts';
import type { EndFacts, Facts } from '../facts.ts';

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
