import type { Connection } from '../model/connection.ts';
import type { Action, CreateRequest } from '../model/request.ts';
import type { PolicySubject } from './rule.ts';

/** An action on a connection is judged on the connection as observed, never on what a message says. */
export const policySubjectOf = (action: Action, connection: Connection): PolicySubject => ({
  action,
  requesterAccount: connection.ownerId,
  accepterAccount: connection.acceptingOwnerUid,
  region: connection.regionId,
  acceptingRegion: connection.acceptingRegionId,
  vpcId: connection.vpc.vpcId,
  acceptingVpcId: connection.acceptingVpc.vpcId,
  tags: Object.fromEntries(connection.tags.map(({ key, value }) => [key, value])),
  cidrs: [
    ...connection.vpc.ipv4Cidrs,
    ...connection.vpc.ipv6Cidrs,
    ...connection.acceptingVpc.ipv4Cidrs,
    ...connection.acceptingVpc.ipv6Cidrs,
  ],
});

/** A create is judged on the request; its CIDRs are known only where somebody read them. */
export const policySubjectOfCreate = (
  request: CreateRequest,
  accountId: string,
  cidrs?: readonly string[],
): PolicySubject => ({
  action: 'create',
  requesterAccount: accountId,
  accepterAccount: request.acceptingAliUid,
  region: request.regionId,
  acceptingRegion: request.acceptingRegionId,
  vpcId: request.vpcId,
  acceptingVpcId: request.acceptingVpcId,
  tags: Object.fromEntries(request.tag.map(({ key, value }) => [key, value])),
  cidrs,
});
