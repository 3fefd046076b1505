import type { Connection, ConnectionView, VpcSide, VpcSideView } from '../model/connection.ts';
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

/** What of a connection the verdict may hang on. */
type Judged = Omit<Connection, 'instanceId' | 'status'>;

/** An action on a connection is judged on the connection as observed, never on what a message says. */
export const connectionSubject = (
  action: PolicyAction,
  connection: Judged,
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

const sideOf = ({ vpcId, ipv4Cidrs = [], ipv6Cidrs = [] }: VpcSideView): VpcSide => ({
  vpcId,
  ipv4Cidrs,
  ipv6Cidrs,
});

/**
 * A connection that is gone is judged on its last look. It was ours, since entries of ours lead to it.
 * `undefined` where the last look does not show both ends.
 */
export const goneSubject = (
  action: PolicyAction,
  view: ConnectionView,
  facts: ConnectionFacts,
  circumstances: Circumstances = {},
): PolicySubject | undefined => {
  const { ownerId, acceptingOwnerUid, regionId, acceptingRegionId, vpc, acceptingVpc } = view;
  if (!ownerId || !acceptingOwnerUid || !regionId || !acceptingRegionId || !vpc || !acceptingVpc)
    return undefined;
  const connection = {
    ...{ ownerId, acceptingOwnerUid, regionId, acceptingRegionId },
    ...{ vpc: sideOf(vpc), acceptingVpc: sideOf(acceptingVpc), tags: view.tags ?? [] },
  };
  return { ...connectionSubject(action, connection, facts, circumstances), managed: true };
};

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
