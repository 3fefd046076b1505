import { SIDES, type Side } from '../model/connection.ts';
import type { EndFacts, Facts } from './facts.ts';

/** Where in the request an end is named. */
export const POINTERS: Readonly<
  Record<Side, { readonly vpc: string; readonly region: string; readonly account: string }>
> = {
  requester: { vpc: '/vpcId', region: '/regionId', account: '/vpcId' },
  accepter: { vpc: '/acceptingVpcId', region: '/acceptingRegionId', account: '/acceptingAliUid' },
};

/** Each end with the one across, in the order of the request. */
export const eachEnd = <T>(
  { ends }: Facts,
  visit: (end: EndFacts, other: EndFacts) => readonly T[],
): readonly T[] =>
  SIDES.flatMap((side) => visit(ends[side], ends[side === 'requester' ? 'accepter' : 'requester']));
