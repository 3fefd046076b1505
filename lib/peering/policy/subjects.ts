import type { Connection, VpcSide } from '../model/connection.ts';
import type { CreateRequest } from '../model/request.ts';
import { readTags } from '../state/tags.ts';
import type { PolicyAction, PolicySubject } from './rule.ts';

const rangesOf = ({ ipv4Cidrs, ipv6Cidrs }: VpcSide): readonly string[] => [
  ...ipv4Cidrs,
  ...ipv6Cidrs,
];

export interface ConnectionFacts {
  /** Prefix of our tags. */
  readonly name: string;
  readonly accountId: string;
}

/** What the question adds to what is observed. */
export interface Circumstances {
  readonly force?: boolean | undefined;
  readonly via?: string | undefined;
  readonly asker?: 'accepter' | undefined;
}

/** An action on a connection is judged on the connection as observed, never on what a message says. */
export const connectionSubject = (
  action: PolicyAction,
  connection: Connection,
  facts: ConnectionFacts,
  circumstances: Circumstances = {},
): PolicySubject => ({
  action,
  requesterAccount: connection.ownerId,
  accepterAccount: connection.acceptingOwnerUid,
  region: connection.regionId,
  acceptingRegion: connection.acceptingRegionId,
  vpcId: connection.vpc.vpcId,
  acceptingVpcId: connection.acceptingVpc.vpcId,
  tags: Object.fromEntries(connection.tags.map(({ key, value }) => [key, value])),
  ranges: {
    requester: rangesOf(connection.vpc),
    accepter: rangesOf(connection.acceptingVpc),
  },
  managed: readTags(connection, facts)?.options?.by === 'create',
  ...circumstances,
});

/** A create is judged on the request; its ranges are known only where somebody read them. */
export const createSubject = (
  request: CreateRequest,
  accountId: string,
  { ranges = {}, via }: { readonly ranges?: PolicySubject['ranges']; readonly via?: string } = {},
): PolicySubject => ({
  action: 'create',
  requesterAccount: accountId,
  accepterAccount: request.acceptingAliUid,
  region: request.regionId,
  acceptingRegion: request.acceptingRegionId,
  vpcId: request.vpcId,
  acceptingVpcId: request.acceptingVpcId,
  tags: {},
  ranges,
  via,
});
