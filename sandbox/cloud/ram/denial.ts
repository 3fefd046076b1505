import { CloudFault } from '../fault.ts';
import type { Decision } from './evaluate.ts';
import type { Caller } from './ram.ts';

/** How the RPC products call it when RAM denies something. */
const FORMS = {
  'Forbidden.RAM': [
    403,
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ],
  NoPermission: [403, 'You are not authorized to do this action. You should be authorized by RAM.'],
  'Forbidden.NoPermission': [400, 'Authentication is failed for RAM.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

/** A denial with its AccessDeniedDetail. */
export const denial = (
  code: keyof typeof FORMS,
  action: string,
  { accountId, role, user }: Caller,
  decision: Exclude<Decision, 'Allow'>,
): CloudFault => {
  const [status, message] = FORMS[code];
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
