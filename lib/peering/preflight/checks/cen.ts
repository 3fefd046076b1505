import type { Finding } from '../../model/finding.ts';
import type { Facts } from '../facts.ts';

/** A CEN instance that has both VPCs joins them already; a route of the same destination may be its own. */
export const cen = ({ ends: { requester, accepter } }: Facts): readonly Finding[] => {
  if (!requester.vpc.ok || !accepter.vpc.ok) return [];
  const theirs = new Set(accepter.vpc.value.cenIds);
  const cenIds = requester.vpc.value.cenIds.filter((each) => theirs.has(each));
  if (cenIds.length === 0) return [];
  return [
    {
      code: 'CenInCommon',
      severity: 'warning',
      pointer: '',
      detail: `Both VPCs are attached to ${cenIds.join(', ')}, which may join them already.`,
      evidence: { cenIds },
      remedy:
        'Decide which of the two is to carry the traffic: a route table takes one entry a destination, and the narrower one wins.',
    },
  ];
};
