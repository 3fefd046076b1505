import type { ConnectionView, Status } from '../model/connection.ts';
import type { ConnectionEventData, Difference, RouteFact } from '../model/event.ts';
import { andMore, type Failure, type Finding, listed } from '../model/failure.ts';
import type { Action, CreateRequest } from '../model/request.ts';
import { sharedBetween } from '../network/cidr.ts';

/** The connection for other people's eyes: without the tags that only serve as our memory. */
export const withoutOurTags = <C extends ConnectionView>(connection: C, name: string): C =>
  connection.tags === undefined
    ? connection
    : { ...connection, tags: connection.tags.filter(({ key }) => !key.startsWith(`${name}:`)) };

/**
 * What is known before the first look: what was asked, and what the create answered.
 * `accountId` is the requester, our own account.
 */
export const askedView = (
  request: CreateRequest,
  accountId: string,
  answered: { readonly instanceId?: string; readonly status?: Status } = {},
): ConnectionView => {
  const { name, description, bandwidth, linkType, resourceGroupId } = request;
  return {
    ...answered,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ownerId: accountId,
    acceptingOwnerUid: request.acceptingAliUid,
    regionId: request.regionId,
    acceptingRegionId: request.acceptingRegionId,
    vpc: { vpcId: request.vpcId },
    acceptingVpc: { vpcId: request.acceptingVpcId },
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(linkType === undefined ? {} : { linkType }),
    ...(resourceGroupId === undefined ? {} : { resourceGroupId }),
    tags: request.tag,
  };
};

/** How many entries there are of each result. */
export const countsOf = (facts: readonly RouteFact[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { result } of facts) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
};

const rangesOf = (side: ConnectionView['vpc']): readonly string[] => [
  ...(side?.ipv4Cidrs ?? []),
  ...(side?.ipv6Cidrs ?? []),
];

const pairsOf = ({ vpc, acceptingVpc }: Pick<ConnectionView, 'vpc' | 'acceptingVpc'>) =>
  sharedBetween(rangesOf(vpc), rangesOf(acceptingVpc), (cidr) => cidr).map(
    ({ ours, theirs, overlap }) => ({ vpcCidr: ours, acceptingVpcCidr: theirs, overlap }),
  );

/**
 * CIDR blocks that both sides use. The API connects such VPCs all the same, but no route can lead to
 * an address that exists at home, so that traffic between the overlapping parts never leaves its VPC.
 * Uses what an observed connection shows without a further call; unreadable blocks are skipped. Pure.
 */
export const overlapFindings = (
  connection: Pick<ConnectionView, 'vpc' | 'acceptingVpc'>,
): readonly Finding[] => {
  const pairs = pairsOf(connection);
  const [first] = pairs;
  if (!first) return [];
  return [
    {
      code: 'CidrOverlap',
      severity: 'warning',
      pointer: '',
      detail: `The two VPCs share addresses (${first.overlap}${andMore(pairs)}): traffic between the shared ranges cannot cross the connection.`,
      evidence: listed('pairs', pairs),
      remedy:
        'Connect VPCs whose CIDR blocks differ. Routes lead to whole ranges of the VPC across, and traffic to an address that exists at home stays there.',
    },
  ];
};

interface Given {
  readonly requestId: string | null;
  readonly action: Action;
  readonly connection?: ConnectionView | undefined;
  readonly previousStatus?: Status | null | undefined;
  readonly adopted?: boolean | undefined;
  readonly policy?: ConnectionEventData['policy'] | undefined;
  readonly findings?: readonly Finding[] | undefined;
  readonly differences?: readonly Difference[] | undefined;
  readonly failure?: Failure | undefined;
  readonly plan?: readonly RouteFact[] | undefined;
  readonly planCounts?: ConnectionEventData['planCounts'] | undefined;
}

/** What preflight found wins over the same finding made from the observation. */
const allFindings = (given: Given): readonly Finding[] => {
  const known = given.findings ?? [];
  const seen = given.connection ? overlapFindings(given.connection) : [];
  return [...known, ...seen.filter(({ code }) => !known.some((each) => each.code === code))];
};

/** The `data` of every event about a connection; empty optional parts are left out. */
export const connectionData = (name: string, given: Given): ConnectionEventData => {
  const findings = allFindings(given);
  return {
    requestId: given.requestId,
    action: given.action,
    ...(given.connection ? { connection: withoutOurTags(given.connection, name) } : {}),
    previousStatus: given.previousStatus ?? null,
    adopted: given.adopted ?? false,
    ...(given.policy ? { policy: given.policy } : {}),
    ...(findings.length > 0 ? { findings } : {}),
    ...(given.differences ? { differences: given.differences } : {}),
    ...(given.failure ? { failure: given.failure } : {}),
    ...(given.plan ? { plan: given.plan } : {}),
    ...(given.planCounts ? { planCounts: given.planCounts } : {}),
  };
};
