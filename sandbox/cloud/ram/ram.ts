import type { Fixture, FixtureAccount } from '../../fixture.ts';
import { CloudFault, ramFault } from '../fault.ts';
import {
  type Ask,
  allowing,
  type Decision,
  evaluate,
  evaluateTrust,
  type Policy,
} from './policy.ts';

export type Role = FixtureAccount['roles'][number];
type User = FixtureAccount['users'][number];

/** Who calls. Without role, user and `allow` it is the account itself, which may do everything. */
export interface Caller {
  readonly accountId: string;
  readonly role?: string | undefined;
  readonly user?: string | undefined;
  /** Credentials that may do just these actions: short for a policy on every resource. */
  readonly allow?: readonly string[] | undefined;
  /** The policy of the session, which can only narrow what the role allows. */
  readonly session?: Policy | undefined;
}

/** Role names are lower case in every resource name that the services compare. */
const keyOf = (accountId: string, name: string): string => `${accountId} ${name.toLowerCase()}`;

const isRoot = ({ role, user, allow }: Caller): boolean =>
  role === undefined && user === undefined && allow === undefined;

/** The names under which a trust policy may know a caller. */
const namesOf = ({ accountId, role, user }: Caller): readonly string[] => [
  `acs:ram::${accountId}:root`,
  ...(role === undefined ? [] : [`acs:ram::${accountId}:role/${role.toLowerCase()}`]),
  ...(user === undefined ? [] : [`acs:ram::${accountId}:user/${user}`]),
];

/** A denial with its AccessDeniedDetail. */
export const denial = (
  code: Parameters<typeof ramFault>[0],
  action: string,
  { accountId, role, user }: Caller,
  decision: Exclude<Decision, 'Allow'> = 'ImplicitDeny',
): CloudFault => {
  const { message, status } = ramFault(code);
  const AccessDeniedDetail = {
    AuthAction: action,
    AuthPrincipalDisplayName: role ?? user ?? accountId,
    AuthPrincipalOwnerId: accountId,
    AuthPrincipalType: role ? 'AssumedRoleUser' : 'SubUser',
    NoPermissionType: decision,
    PolicyType: 'AccountLevelIdentityBasedPolicy',
  };
  return new CloudFault(code, message, status, {}, { AccessDeniedDetail });
};

/** Roles, users and their policies; `allowAll` is that of a fixture. */
export const createRam = (
  accounts: readonly FixtureAccount[],
  options: Pick<Fixture, 'allowAll'>,
) => {
  const roles = new Map<string, Role>();
  const users = new Map<string, User>();
  const addRoles = (accountId: string, added: readonly Role[]): void => {
    for (const role of added) roles.set(keyOf(accountId, role.name), role);
  };
  for (const { id, ...account } of accounts) {
    addRoles(id, account.roles);
    for (const user of account.users) users.set(keyOf(id, user.name), user);
  }

  const policiesOf = ({ accountId, role, user, allow }: Caller): readonly Policy[] => {
    if (allow !== undefined) return [allowing(allow)];
    const principal =
      role === undefined
        ? users.get(keyOf(accountId, user ?? ''))
        : roles.get(keyOf(accountId, role));
    const policies = principal?.policies ?? [];
    return policies.length === 0 && options.allowAll ? [allowing(['*'])] : policies;
  };

  const decide = (caller: Caller, ask: Ask): Decision => {
    const decision = isRoot(caller) ? 'Allow' : evaluate(policiesOf(caller), ask);
    if (decision !== 'Allow' || caller.session === undefined) return decision;
    return evaluate([caller.session], ask);
  };

  return {
    /** Adds roles to an account, in place of those of the same name. */
    addRoles,
    role: (accountId: string, name: string): Role | undefined => roles.get(keyOf(accountId, name)),
    /** True for the account itself, which may do everything but assume a role. */
    isRoot: (caller: Caller): boolean => isRoot(caller) && !options.allowAll,
    /** `Allow`, or why the call is denied. With several resources, each must be allowed. */
    authorize: ({
      action,
      resource,
      context = {},
      ...caller
    }: Caller &
      Omit<Ask, 'resource'> & { readonly resource: string | readonly string[] }): Decision => {
      const resources = typeof resource === 'string' ? [resource] : resource;
      const decisions = resources.map((each) =>
        decide(caller, { action, resource: each, context }),
      );
      return decisions.find((each) => each !== 'Allow') ?? 'Allow';
    },
    /** What the trust policy of a role says to a caller, or to a service such as `fc.aliyuncs.com`. */
    trusts: ({ trust }: Role, who: Caller | string, context: Ask['context'] = {}): Decision =>
      evaluateTrust(trust, typeof who === 'string' ? [who] : namesOf(who), context),
  };
};

export type Ram = ReturnType<typeof createRam>;
