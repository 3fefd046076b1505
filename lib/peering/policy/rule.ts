import type {
  Connection,
  ConnectionView,
  Side,
  VpcSide,
  VpcSideView,
} from '../model/connection.ts';
import { ACTIONS, type CreateRequest } from '../model/request.ts';
import { readTags } from '../state/tags.ts';

/**
 * True if the whole value fits the pattern, both in lower case. Each part between two `*` is taken where it
 * is found first, so the work is linear in the value for each part.
 */
export const matchesPattern = (pattern: string, value: string): boolean => {
  const text = value.toLowerCase();
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
};

/** True if some text with this beginning can fit the pattern. */
export const canBeginWith = (pattern: string, beginning: string): boolean => {
  const star = pattern.indexOf('*');
  const fixed = (star < 0 ? pattern : pattern.slice(0, star)).toLowerCase();
  return star < 0
    ? fixed.length > beginning.length && fixed.startsWith(beginning)
    : fixed.startsWith(beginning) || beginning.startsWith(fixed);
};

export const EFFECTS = ['allow', 'deny', 'reject'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * What policy is asked about: the actions of requests; `routes` before entries of an observed connection are
 * made, removed or repaired; `read` before the other account's role is assumed for reading.
 */
export const POLICY_ACTIONS = [...ACTIONS, 'routes', 'read'] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];

/** Any of several texts, compared in lower case; `*` stands for any characters, anywhere. */
export type Patterns = readonly string[];

/** One rule of `PEERFLOW_POLICY`, normalised: every value but the flags is a list. Keys must all match. */
export interface PolicyRule {
  readonly name: string;
  readonly effect: Effect;
  readonly when: {
    readonly action?: Patterns;
    readonly requesterAccount?: Patterns;
    readonly accepterAccount?: Patterns;
    readonly region?: Patterns;
    readonly acceptingRegion?: Patterns;
    readonly vpcId?: Patterns;
    readonly acceptingVpcId?: Patterns;
    /** Either side. */
    readonly anyVpcId?: Patterns;
    /** Of the observed connection; keys are compared exactly. */
    readonly tag?: Readonly<Record<string, Patterns>>;
    /** Blocks, merged: neighbours that make one larger block are that block. */
    readonly cidr?: readonly string[];
    readonly managed?: boolean;
    readonly force?: boolean;
    readonly via?: Patterns;
  };
}

/** What a decision is about: taken from the request for a create, from the observed connection otherwise. */
export interface PolicySubject {
  readonly action: PolicyAction;
  readonly requesterAccount: string;
  readonly accepterAccount: string;
  readonly region: string;
  readonly acceptingRegion: string;
  readonly vpcId: string;
  readonly acceptingVpcId: string;
  /** Of the observed connection; empty for a create, whose tags the requester writes. */
  readonly tags: Readonly<Record<string, string>>;
  /** Blocks of each VPC; a side that could not be read is absent. */
  readonly ranges: { readonly [side in Side]?: readonly string[] | undefined };
  /** Peerflow made the observed connection; absent for a create. */
  readonly managed?: boolean | undefined;
  /** Of a delete. */
  readonly force?: boolean | undefined;
  /** The door by which the request came (`Origin.via`); absent where no request asked. */
  readonly via?: string | undefined;
  /** The accepter asks whether to accept: only then `reject` rules count. */
  readonly asker?: 'accepter' | undefined;
}

/** The first matching rule; `rule` is `no rule matched` when none did, which denies. */
export interface Verdict {
  readonly effect: Effect;
  readonly rule: string;
}

/**
 * Without `PEERFLOW_POLICY`: connections between VPCs of the own account, with their routes, and everything
 * on connections of the own account that Peerflow made, except deleting by force. The rest is denied.
 */
export const defaultRules = (accountId: string): readonly PolicyRule[] => [
  {
    name: 'create within the own account',
    effect: 'allow',
    when: {
      action: ['create'],
      requesterAccount: [accountId],
      accepterAccount: [accountId],
    },
  },
  {
    name: 'managed connections of the own account',
    effect: 'allow',
    when: { requesterAccount: [accountId], managed: true, force: false },
  },
];

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
