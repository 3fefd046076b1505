import * as v from 'valibot';
import { classify, isRefusedSession } from '../peering/errors/classify.ts';
import { ApiError } from '../peering/model/failure.ts';
import type { Clock } from '../peering/ports.ts';
import type { Credentials } from '../runtime/invocation.ts';
import { type CoreClient, rpc } from './core.ts';
import { checked } from './guard.ts';

const isRefused = (error: unknown): boolean =>
  isRefusedSession(error) && !(error instanceof ApiError && error.operation === 'AssumeRole');

/**
 * Makes a call with the credentials of a session. Where the service refuses them, because they have ended
 * by its clock or were revoked, they are dropped and the call is made once more with fresh ones: what was
 * refused was not carried out.
 */
export const withSession = async <T>(
  session: Session,
  call: (credentials: Credentials) => Promise<T>,
): Promise<T> => {
  const credentials = await session.credentials();
  try {
    return await call(credentials);
  } catch (error) {
    if (!isRefused(error)) throw error;
    session.drop(credentials);
    return call(await session.credentials());
  }
};

/** What a session of the accepter role is for; each may do no more than that. */
export type Purpose = 'accept' | 'read' | 'routes';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
}

const allow = (resource: string, actions: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `vpc:${action}`),
  Resource: resource,
});

/** Operations that RAM cannot narrow by resource take `*`; a session is in one account anyway. */
const ANY = '*';
const peerings = (accountId: string): string => `acs:vpc:*:${accountId}:vpcpeer/*`;
const routeTables = (accountId: string): string => `acs:vpc:*:${accountId}:routetable/*`;

const READS = [
  'DescribeVpcAttribute',
  'DescribeVSwitches',
  'DescribeRouteTableList',
  'DescribeRouteEntryList',
];
const ROUTE_WRITES = ['CreateRouteEntry', 'CreateRouteEntries', 'DeleteRouteEntries'];

const STATEMENTS: Readonly<Record<Purpose, (accountId: string) => readonly Statement[]>> = {
  accept: (accountId) => [
    allow(ANY, ['AcceptVpcPeerConnection', 'RejectVpcPeerConnection']),
    allow(peerings(accountId), ['GetVpcPeerConnectionAttribute']),
  ],
  read: () => [allow(ANY, READS)],
  routes: (accountId) => [allow(routeTables(accountId), ROUTE_WRITES)],
};

/** The session policy, as JSON of at most 2048 characters: what the role may do here, whatever it may do else. */
export const sessionPolicyFor = (purpose: Purpose, accountId: string): string =>
  JSON.stringify({ Version: '1', Statement: STATEMENTS[purpose](accountId) });

const VERSION = '2015-04-01';
const DURATION_SECONDS = 900;
/** Credentials are renewed this long before they end. */
const RENEW_BEFORE_MS = 120_000;

const instant = v.pipe(v.string(), v.transform(Date.parse), v.finite());

const answerSchema = v.object({
  Credentials: v.object({
    AccessKeyId: v.string(),
    AccessKeySecret: v.string(),
    SecurityToken: v.string(),
    Expiration: instant,
  }),
});

export interface RoleRequest {
  /** `acs:ram::{accountId}:role/{name}`. */
  readonly roleArn: string;
  /** Shown in the other account's audit trail. Constant, because a session serves many requests. */
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** JSON of the session policy. */
  readonly policy: string;
}

/** Temporary credentials of one role for one purpose. */
export interface Session {
  /** Resolves with credentials that still last; rejects with `ApiError` of operation `AssumeRole`. */
  credentials(): Promise<Credentials>;
  /** Forgets credentials that a service refused, so that the next ones are fresh. */
  drop(refused: Credentials): void;
}

/**
 * A role session name: 2 to 64 letters, digits, `.`, `@`, `-` and `_`. It names the deployment and its
 * account.
 */
export const sessionNameOf = (deployment: string, accountId: string): string => {
  const account = `@${accountId}`;
  return `${deployment.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 64 - account.length)}${account}`;
};

/** Says which trust to look at; the service says no more than that it is not allowed. */
const explained = (error: ApiError, { roleArn, externalId }: RoleRequest): ApiError => {
  const { category } = classify(error);
  if (category !== 'denied' && category !== 'notfound') return error;
  const also =
    externalId === undefined
      ? ''
      : ', and require the external id of PEERFLOW_ACCEPTER_EXTERNAL_ID';
  return new ApiError({
    kind: error.kind,
    operation: error.operation,
    code: error.code,
    message: `The role ${roleArn} of PEERFLOW_ACCEPTER_ROLE cannot be assumed: ${error.message} The trust policy of that role must name the role of this function${also}; the role of this function needs sts:AssumeRole on it.`,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error,
  });
};

interface Held {
  readonly credentials: Credentials;
  readonly endsAt: number;
}

const assumeRole = async (client: CoreClient, request: RoleRequest): Promise<Held> => {
  const json = await rpc(client, {
    action: 'AssumeRole',
    version: VERSION,
    form: {
      RoleArn: request.roleArn,
      RoleSessionName: request.sessionName,
      DurationSeconds: DURATION_SECONDS,
      ExternalId: request.externalId,
      Policy: request.policy,
    },
    idempotent: true,
  }).catch((error: unknown) => {
    throw error instanceof ApiError ? explained(error, request) : error;
  });
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = checked(
    'AssumeRole',
    answerSchema,
    json,
  ).Credentials;
  return {
    credentials: {
      accessKeyId: AccessKeyId,
      accessKeySecret: AccessKeySecret,
      securityToken: SecurityToken,
    },
    endsAt: Expiration,
  };
};

/**
 * Sessions by role, external id and policy: temporary credentials are used again until shortly before
 * they end, or until a service refuses them. Calls that ask at the same time share one AssumeRole.
 */
export const createRoleSource = (client: CoreClient, clock: Pick<Clock, 'now'>) => {
  const held = new Map<string, Held>();
  const pending = new Map<string, Promise<Held>>();

  const take = async (key: string, request: RoleRequest): Promise<Held> => {
    try {
      const taken = await assumeRole(client, request);
      held.set(key, taken);
      return taken;
    } finally {
      pending.delete(key);
    }
  };

  const shared = (key: string, request: RoleRequest): Promise<Held> => {
    const taking = pending.get(key) ?? take(key, request);
    pending.set(key, taking);
    return taking;
  };

  return (request: RoleRequest): Session => {
    const key = JSON.stringify([request.roleArn, request.externalId, request.policy]);
    return {
      credentials: async () => {
        const known = held.get(key);
        const lasts = known !== undefined && known.endsAt - RENEW_BEFORE_MS > clock.now();
        return (lasts ? known : await shared(key, request)).credentials;
      },
      drop: (refused) => {
        if (held.get(key)?.credentials === refused) held.delete(key);
      },
    };
  };
};
