import * as v from 'valibot';
import type { Clock } from '../../peering/ports.ts';
import type { Credentials } from '../../runtime/invocation.ts';
import { checked } from '../answer.ts';
import type { CoreClient } from '../core.ts';
import { rpc } from '../rpc.ts';

const VERSION = '2015-04-01';
const DURATION_SECONDS = 900;
/** Credentials are renewed this long before they end. */
const RENEW_BEFORE_MS = 120_000;

const answerSchema = v.object({
  Credentials: v.object({
    AccessKeyId: v.string(),
    AccessKeySecret: v.string(),
    SecurityToken: v.string(),
    Expiration: v.string(),
  }),
});

export interface RoleAsk {
  /** `acs:ram::{accountId}:role/{name}`. */
  readonly roleArn: string;
  /** Shown in the other account's audit trail: the request this is for. */
  readonly sessionFor: string;
  readonly externalId?: string | undefined;
  /** Narrows the role to these RAM actions. */
  readonly actions: readonly string[];
}

interface Cached {
  readonly credentials: Credentials;
  readonly endsAt: number;
}

/** Role session names have 2 to 64 letters, digits, `.`, `@`, `-` and `_`. */
export const sessionName = (requestId: string): string =>
  `peerflow-${requestId.replace(/[^A-Za-z0-9.@_-]/g, '-')}`.slice(0, 64);

const policyOf = (actions: readonly string[]): string =>
  JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });

/**
 * AssumeRole with a cache: temporary credentials of a role, narrowed to the actions asked for, used
 * again until shortly before they end. Rejects with `ApiError`.
 */
export const createRoleSource = (client: CoreClient, clock: Pick<Clock, 'now'>) => {
  const cache = new Map<string, Cached>();

  const assume = async (ask: RoleAsk): Promise<Cached> => {
    const json = await rpc(client, {
      action: 'AssumeRole',
      version: VERSION,
      form: {
        RoleArn: ask.roleArn,
        RoleSessionName: sessionName(ask.sessionFor),
        DurationSeconds: DURATION_SECONDS,
        ExternalId: ask.externalId,
        Policy: policyOf(ask.actions),
      },
      idempotent: true,
    });
    const answer = checked('AssumeRole', answerSchema, json);
    const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = answer.Credentials;
    return {
      credentials: {
        accessKeyId: AccessKeyId,
        accessKeySecret: AccessKeySecret,
        securityToken: SecurityToken,
      },
      endsAt: Date.parse(Expiration),
    };
  };

  return async (ask: RoleAsk): Promise<Credentials> => {
    const key = `${ask.roleArn} ${ask.actions.join(',')}`;
    const known = cache.get(key);
    if (known && known.endsAt - RENEW_BEFORE_MS > clock.now()) return known.credentials;
    const fresh = await assume(ask);
    cache.set(key, fresh);
    return fresh.credentials;
  };
};
