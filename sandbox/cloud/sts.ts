import * as v from 'valibot';
import type { Keys } from './credentials.ts';
import { CloudFault } from './fault.ts';
import type { Answer, Caller } from './operation.ts';
import { need, type Params } from './params.ts';
import { type Policy, policyDocument } from './ram/policy.ts';
import type { Ram, Role } from './ram/ram.ts';
import { stamp } from './stamp.ts';

const denied = (
  message = 'You are not authorized to do this action. You should be authorized by RAM.',
): CloudFault => new CloudFault('NoPermission', message, 403);

const invalid = (name: string): CloudFault =>
  new CloudFault(`InvalidParameter.${name}`, `The parameter ${name} is wrongly formed.`);

const sessionPolicy = ({ Policy: text }: Params): Policy | undefined => {
  if (!text) return undefined;
  const read = v.safeParse(
    v.pipe(v.string(), v.maxLength(2048), v.parseJson(), policyDocument),
    text,
  );
  if (!read.success) throw invalid('PolicyGrammar');
  return read.output;
};

interface Asked {
  readonly arn: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly session: string;
  readonly seconds: number;
}

const readAsked = (params: Params): Asked => {
  const arn = need(params, 'RoleArn');
  const session = need(params, 'RoleSessionName');
  const [, accountId, roleName] = /^acs:ram::(\d+):role\/([\w.-]{1,64})$/i.exec(arn) ?? [];
  if (accountId === undefined || roleName === undefined) throw invalid('RoleArn');
  if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(session)) throw invalid('RoleSessionName');
  const seconds = Number(params.DurationSeconds ?? 3600);
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > 3600)
    throw invalid('DurationSeconds');
  if (params.ExternalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(params.ExternalId))
    throw invalid('ExternalId');
  return { arn, accountId, roleName, session, seconds };
};

const requireAllowed = (ram: Ram, caller: Caller, asked: Asked, params: Params): Role => {
  const resource = `acs:ram::${asked.accountId}:role/${asked.roleName.toLowerCase()}`;
  const decision = ram.authorize({ ...caller, action: 'sts:AssumeRole', resource });
  const role = ram.role(asked.accountId, asked.roleName);
  const { ExternalId } = params;
  const context = ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId };
  if (decision !== 'Allow' || !role || ram.trusts(role, caller, context) !== 'Allow')
    throw denied();
  return role;
};

/** STS AssumeRole: what the caller may do, what the role trusts, external id, session policy. */
export const assumeRole = (ram: Ram, keys: Keys, caller: Caller, params: Params): Answer => {
  const asked = readAsked(params);
  const session = sessionPolicy(params);
  if (ram.isRoot(caller)) throw denied('Roles may not be assumed by root accounts.');
  const role = requireAllowed(ram, caller, asked, params);
  const issued = keys.issue({
    accountId: asked.accountId,
    role: role.name,
    session,
    lastsMs: asked.seconds * 1000,
  });
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      AccessKeySecret: issued.accessKeySecret,
      SecurityToken: issued.securityToken,
      Expiration: stamp(issued.expiresAt),
    },
    AssumedRoleUser: {
      Arn: `${asked.arn}/${asked.session}`,
      AssumedRoleId: `300000000000000001:${asked.session}`,
    },
  };
};

/** STS GetCallerIdentity. */
export const callerIdentity = ({ accountId, role, user }: Caller): Answer => ({
  AccountId: accountId,
  IdentityType: role ? 'AssumedRoleUser' : user ? 'RAMUser' : 'Account',
  Arn: `acs:ram::${accountId}:${role ? `assumed-role/${role}` : user ? `user/${user}` : 'root'}`,
});
