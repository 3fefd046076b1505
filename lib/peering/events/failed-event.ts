import { h } from '../hash.ts';
import type { ConnectionView } from '../model/connection.ts';
import type { ConnectionEventData, FollowUpEvent } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { CreateRequest, Request } from '../model/request.ts';
import type { Verdict } from '../policy/rule.ts';
import { envelope, type Stamp } from './envelope.ts';
import { withinLimit } from './fit.ts';
import { connectionSubject } from './view.ts';

export interface FailedFacts {
  readonly requestId: string;
  readonly request: Request;
  readonly failure: Failure;
  readonly accountId: string;
  /** The last look, where there was one. */
  readonly connection?: ConnectionView | undefined;
  readonly policy?: Verdict | undefined;
  readonly findings?: readonly Finding[] | undefined;
}

/** What a create asked for, in the shape of a connection. */
export const askedView = (request: CreateRequest, accountId: string): ConnectionView => ({
  regionId: request.regionId,
  ownerId: accountId,
  vpc: { vpcId: request.vpcId, ipv4Cidrs: [], ipv6Cidrs: [] },
  acceptingRegionId: request.acceptingRegionId,
  acceptingOwnerUid: request.acceptingAliUid,
  acceptingVpc: { vpcId: request.acceptingVpcId, ipv4Cidrs: [], ipv6Cidrs: [] },
  ...(request.name === undefined ? {} : { name: request.name }),
  ...(request.description === undefined ? {} : { description: request.description }),
  ...(request.bandwidth === undefined ? {} : { bandwidth: request.bandwidth }),
  ...(request.linkType === undefined ? {} : { linkType: request.linkType }),
  ...(request.resourceGroupId === undefined ? {} : { resourceGroupId: request.resourceGroupId }),
  tags: request.tag,
});

const viewFor = ({ request, connection, accountId }: FailedFacts): ConnectionView =>
  connection ??
  (request.action === 'create'
    ? askedView(request, accountId)
    : { instanceId: request.instanceId });

const subjectOf = (facts: FailedFacts, view: ConnectionView): string | undefined => {
  if (view.instanceId !== undefined && view.regionId !== undefined)
    return connectionSubject(view, view.instanceId);
  const { request } = facts;
  return request.action === 'create'
    ? `acs:vpc:${request.regionId}:${facts.accountId}:vpc/${request.vpcId}`
    : undefined;
};

/** The request cannot be fulfilled; the id is the same however often that is found out. */
export const failedEvent = (
  facts: FailedFacts,
  stamp: Stamp,
): FollowUpEvent<ConnectionEventData> => {
  const connection = viewFor(facts);
  const { requestId, request, failure } = facts;
  return withinLimit(
    envelope(stamp, {
      type: 'peerflow:Connection:Failed',
      id: `${h(requestId, request.action, failure.code)}-Failed`,
      subject: subjectOf(facts, connection),
      data: {
        requestId,
        action: request.action,
        connection,
        previousStatus: connection.status ?? null,
        adopted: false,
        ...(facts.policy ? { policy: facts.policy } : {}),
        ...(facts.findings?.length ? { findings: facts.findings } : {}),
        failure,
      },
    }),
  );
};
