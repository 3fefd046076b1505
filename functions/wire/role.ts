import type { CoreClient } from '../../lib/aliyun/core.ts';
import {
  createRoleSource,
  type Purpose,
  type RoleRequest,
  type Session,
  sessionNameOf,
  sessionPolicyFor,
} from '../../lib/aliyun/sts.ts';
import { accepterRoleIn } from '../../lib/peering/settings.ts';
import type { Config } from '../../lib/runtime/config.ts';
import { systemClock } from '../../lib/runtime/invocation.ts';

/** A session in another account for one purpose; `undefined` where PEERFLOW_ACCEPTER_ROLE leads nowhere. */
export type SessionIn = (accountId: string, purpose: Purpose) => Session | undefined;

const roleSources = new WeakMap<CoreClient, (request: RoleRequest) => Session>();

/** Sessions of the accepter role, kept as long as the credentials that took them. */
export const sessionsOf = (config: Config, sts: CoreClient): SessionIn => {
  const source = roleSources.get(sts) ?? createRoleSource(sts, systemClock);
  roleSources.set(sts, source);
  return (accountId, purpose) => {
    const roleArn = accepterRoleIn(config, accountId);
    if (roleArn === undefined) return undefined;
    return source({
      roleArn,
      sessionName: sessionNameOf(config.name, config.accountId),
      externalId: config.accepterExternalId,
      policy: sessionPolicyFor(purpose, accountId),
    });
  };
};
