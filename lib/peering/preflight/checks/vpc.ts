import type { ApiError, Finding } from '../../model/failure.ts';
import { type EndFacts, eachEnd, type Facts, POINTERS } from '../facts.ts';

/** How DescribeVpcAttribute says that the caller sees no such VPC in this region. */
const MISSING: ReadonlySet<string> = new Set([
  'InvalidVpcId.NotFound',
  'InvalidVpc.NotFound',
  'InvalidVPC.NotFound',
  'Forbidden.VpcNotFound',
]);

const isMissing = ({ code }: ApiError): boolean => MISSING.has(code);

/** True for an end whose VPC is known not to be there: nothing else of it is worth a finding. */
export const hasNoVpc = ({ vpc }: EndFacts): boolean => !vpc.ok && isMissing(vpc.error);

const notFound = ({ side, vpcId, regionId, accountId }: EndFacts): Finding => ({
  code: 'VpcNotFound',
  severity: 'error',
  pointer: POINTERS[side].vpc,
  detail: `Account ${accountId} has no VPC ${vpcId} in ${regionId}.`,
  evidence: { vpcId, regionId, accountId },
  remedy:
    side === 'requester'
      ? 'Check `vpcId` and `regionId`: DescribeVpcs lists the VPCs of a region.'
      : 'Check `acceptingVpcId` and `acceptingRegionId`, and name the account that owns the VPC in `acceptingAliUid`.',
});

const otherAccount = ({ side, vpcId, accountId }: EndFacts, ownerId: string): Finding => ({
  code: 'VpcOfOtherAccount',
  severity: 'error',
  pointer: POINTERS[side].account,
  detail: `${vpcId} belongs to account ${ownerId}, not to ${accountId}.`,
  evidence: { vpcId, ownerId, accountId },
  remedy:
    side === 'requester'
      ? 'Only the account that owns a VPC can peer it: send the request with that account.'
      : 'Name the owner of the accepting VPC in `acceptingAliUid`.',
});

const otherRegion = ({ side, vpcId, regionId }: EndFacts, actual: string): Finding => ({
  code: 'VpcInOtherRegion',
  severity: 'error',
  pointer: POINTERS[side].region,
  detail: `${vpcId} is in ${actual}, not in ${regionId}.`,
  evidence: { vpcId, regionId: actual },
  remedy: `Send ${actual} as the region of this VPC.`,
});

const unavailable = ({ side, vpcId }: EndFacts, status: string): Finding => ({
  code: 'VpcNotAvailable',
  severity: 'error',
  pointer: POINTERS[side].vpc,
  detail: `${vpcId} is ${status}, not Available.`,
  evidence: { vpcId, status },
  remedy: 'Wait until the VPC is Available; a request waits for it up to 10 minutes by itself.',
});

const ofEnd = (end: EndFacts): readonly Finding[] => {
  if (!end.vpc.ok) return hasNoVpc(end) ? [notFound(end)] : [];
  const { ownerId, regionId, status } = end.vpc.value;
  return [
    ...(ownerId === end.accountId ? [] : [otherAccount(end, ownerId)]),
    ...(regionId === end.regionId ? [] : [otherRegion(end, regionId)]),
    ...(status === 'Available' ? [] : [unavailable(end, status)]),
  ];
};

/** Both VPCs exist, are Available, and belong to the accounts and regions that the request names. */
export const vpcs = (facts: Facts): readonly Finding[] => eachEnd(facts, ofEnd);

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
