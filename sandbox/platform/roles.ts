import type { Issued, Keys } from '../cloud/credentials.ts';
import type { Ram } from '../cloud/ram/ram.ts';
import type { FunctionSpec } from './manifest/load.ts';

/** Credentials of a function's role for one invocation. */
export type RoleCredentials = Omit<Issued, 'expiresAt'>;

/** The name of a function's role; `undefined` for a function without one. */
export const roleName = ({ role }: FunctionSpec): string | undefined => role?.split(':role/')[1];

/** Renewed this long before they end, in milliseconds. */
const MARGIN = 3_600_000;

/** Credentials of functions: valid 36 hours, shared by the instances of a function, renewed in time. */
export const createRoleCredentials = (
  keys: Pick<Keys, 'issue'>,
  now: () => number,
): ((spec: FunctionSpec) => RoleCredentials) => {
  const current = new Map<string, Issued>();
  return (spec) => {
    const { accountId, name } = spec;
    const known = current.get(name);
    const isGood = known !== undefined && known.expiresAt - MARGIN > now();
    const issued = isGood ? known : keys.issue({ accountId, role: roleName(spec) });
    current.set(name, issued);
    const { expiresAt: _, ...credentials } = issued;
    return credentials;
  };
};

/** Whether a function's role may do something. */
export const roleAllows = (
  { authorize }: Ram,
  spec: FunctionSpec,
  action: string,
  resource: string,
): boolean =>
  authorize({ accountId: spec.accountId, role: roleName(spec), action, resource }) === 'Allow';
