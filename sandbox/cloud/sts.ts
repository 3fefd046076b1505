import * as v from 'valibot';
import { CloudFault, ramFault, refuse } from './fault.ts';
import { type Answer, type Call, type Params, stamp } from './operation.ts';
import { type Policy, policyDocument } from './ram/policy.ts';
import type { Caller, Ram, Role } from './ram/ram.ts';
import type { World } from './world.ts';

type Accounts = Pick<World, 'ram' | 'keys'>;

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

const readAsked = (call: Call) => {
  const arn = call.need('RoleArn');
  const session = call.need('RoleSessionName');
  const { params } = call;
  const [, accountId, roleName] = /^acs:ram::(\d+):role\/([\w.-]{1,64})$/i.exec(arn) ?? [];
  if (accountId === undefined || roleName === undefined) throw invalid('RoleArn');
  if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(session)) throw invalid('RoleSessionName');
  const { DurationSeconds = '3600' } = params;
  const seconds = Number(DurationSeconds);
  if (!/^\d+$/.test(DurationSeconds) || seconds < 900 || seconds > 3600)
    throw invalid('DurationSeconds');
  if (params.ExternalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(params.ExternalId))
    throw invalid('ExternalId');
  return { arn, accountId, roleName, session, seconds };
};

type Asked = ReturnType<typeof readAsked>;

const requireAllowed = (ram: Ram, caller: Caller, asked: Asked, params: Params): Role => {
  const resource = `acs:ram::${asked.accountId}:role/${asked.roleName.toLowerCase()}`;
  const decision = ram.authorize({ ...caller, action: 'sts:AssumeRole', resource });
  const role = ram.role(asked.accountId, asked.roleName);
  const { ExternalId } = params;
  const context = ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId };
  if (decision !== 'Allow' || !role || ram.trusts(role, caller, context) !== 'Allow')
    throw ramFault('NoPermission');
  return role;
};

/** What the caller may do, what the role trusts, external id, session policy. */
const assumeRole = ({ ram, keys }: Accounts, call: Call): Answer => {
  const { caller, params } = call;
  const asked = readAsked(call);
  const session = sessionPolicy(params);
  if (ram.isRoot(caller))
    throw ramFault('NoPermission', 'Roles may not be assumed by root accounts.');
  const role = requireAllowed(ram, caller, asked, params);
  const { expiresAt, ...issued } = keys.issue({
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
      Expiration: stamp(expiresAt),
    },
    AssumedRoleUser: {
      Arn: `${asked.arn}/${asked.session}`,
      AssumedRoleId: `300000000000000001:${asked.session}`,
    },
  };
};

const callerIdentity = ({ accountId, role, user }: Caller): Answer => ({
  AccountId: accountId,
  IdentityType: role ? 'AssumedRoleUser' : user ? 'RAMUser' : 'Account',
  Arn: `acs:ram::${accountId}:${role ? `assumed-role/${role}` : user ? `user/${user}` : 'root'}`,
});

/** STS 2015-04-01: AssumeRole and GetCallerIdentity. */
export const sts = (accounts: Accounts, action: string, call: Call): Answer => {
  if (action === 'GetCallerIdentity') return callerIdentity(call.caller);
  if (action === 'AssumeRole') return assumeRole(accounts, call);
  throw refuse('InvalidAction.NotFound');
};
