import type { FunctionSpec } from './manifest/load.ts';
import type { IssuedCredentials } from './ports.ts';

interface Role {
  readonly name: string;
  readonly allow: readonly string[];
}

/** What is needed of the emulated accounts and their keys. */
export interface RoleSource {
  rolesOf(accountId: string): readonly Role[];
  issue(ask: {
    readonly accountId: string;
    readonly allow?: readonly string[];
  }): IssuedCredentials & { readonly expiresAt: number };
  /** Business clock, milliseconds since the epoch. */
  now(): number;
}

/** Renewed this long before they end, in milliseconds. */
const MARGIN = 3_600_000;

const roleOf = (spec: FunctionSpec, source: RoleSource): Role | undefined => {
  const name = spec.role?.split(':role/')[1];
  return source.rolesOf(spec.accountId).find((each) => each.name === name);
};

/**
 * Credentials of functions: valid 36 hours, shared by the instances of a function, renewed in time.
 *
 * A role that the fixture describes may do what it allows there; any other role may do everything in
 * its account.
 */
export const createRoleCredentials = (
  source: RoleSource,
): ((spec: FunctionSpec) => IssuedCredentials) => {
  const current = new Map<string, { expiresAt: number; credentials: IssuedCredentials }>();
  return (spec) => {
    const known = current.get(spec.name);
    if (known !== undefined && known.expiresAt - MARGIN > source.now()) return known.credentials;
    const role = roleOf(spec, source);
    const { expiresAt, ...credentials } = source.issue({
      accountId: spec.accountId,
      ...(role === undefined ? {} : { allow: role.allow }),
    });
    current.set(spec.name, { expiresAt, credentials });
    return credentials;
  };
};
