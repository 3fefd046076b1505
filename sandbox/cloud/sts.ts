import type { Fixture } from '../fixture.ts';
import type { Keys } from './credentials.ts';
import { CloudFault } from './fault.ts';
import type { Answer, Caller } from './operation.ts';
import { need, type Params } from './params.ts';

const denied = (): CloudFault =>
  new CloudFault(
    'NoPermission',
    'You are not authorized to do this action. You should be authorized by RAM.',
    403,
  );

const invalid = (name: string): CloudFault =>
  new CloudFault(`InvalidParameter.${name}`, `The parameter ${name} is wrongly formed.`);

/** The actions of an inline policy, which can only narrow what the role allows. */
const narrowed = (allow: readonly string[], policy: string | undefined): readonly string[] => {
  if (!policy) return allow;
  let actions: unknown;
  try {
    actions = JSON.parse(policy).Statement.flatMap((each: { Action: unknown }) => each.Action);
  } catch {
    throw invalid('PolicyGrammar');
  }
  const asked = Array.isArray(actions) ? actions.map(String) : [];
  return asked.filter((action) => isAllowed(allow, action));
};

export const isAllowed = (allow: readonly string[] | undefined, action: string): boolean =>
  allow === undefined ||
  allow.some((pattern) =>
    pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action,
  );

/** STS AssumeRole: trust, external id, session name and duration rules. */
export const assumeRole = (
  fixture: Fixture,
  keys: Keys,
  caller: Caller,
  params: Params,
): Answer => {
  const arn = need(params, 'RoleArn');
  const session = need(params, 'RoleSessionName');
  const [, accountId, name] = /^acs:ram::(\d+):role\/(.+)$/i.exec(arn) ?? [];
  if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(session)) throw invalid('RoleSessionName');
  const duration = Number(params.DurationSeconds ?? 3600);
  if (!(duration >= 900 && duration <= 3600)) throw invalid('DurationSeconds');
  const role = fixture.accounts
    .find(({ id }) => id === accountId)
    ?.roles.find((each) => each.name === name);
  if (!role?.trusts.includes(caller.accountId)) throw denied();
  if (role.externalId !== undefined && role.externalId !== params.ExternalId) throw denied();
  const issued = keys.issue({
    accountId: accountId ?? '',
    allow: narrowed(role.allow, params.Policy),
    lastsMs: duration * 1000,
  });
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      AccessKeySecret: issued.accessKeySecret,
      SecurityToken: issued.securityToken,
      Expiration: new Date(issued.expiresAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    },
    AssumedRoleUser: { Arn: `${arn}/${session}`, AssumedRoleId: `300000000000000001:${session}` },
  };
};
