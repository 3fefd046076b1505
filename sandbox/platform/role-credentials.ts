import type { FunctionSpec } from './manifest/load.ts';
import type { IssuedCredentials } from './ports.ts';

/** What is needed of the emulated accounts and their keys. */
export interface RoleSource {
  issue(ask: {
    readonly accountId: string;
    readonly role?: string;
  }): IssuedCredentials & { readonly expiresAt: number };
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Renewed this long before they end, in milliseconds. */
const MARGIN = 3_600_000;

/**
 * Credentials of functions: valid 36 hours, shared by the instances of a function, renewed in time.
 *
 * They may do what the policies of the function's role allow.
 */
export const createRoleCredentials = (
  source: RoleSource,
): ((spec: FunctionSpec) => IssuedCredentials) => {
  const current = new Map<string, { expiresAt: number; credentials: IssuedCredentials }>();
  return (spec) => {
    const known = current.get(spec.name);
    if (known !== undefined && known.expiresAt - MARGIN > source.now()) return known.credentials;
    const role = spec.role?.split(':role/')[1];
    const { expiresAt, ...credentials } = source.issue({
      accountId: spec.accountId,
      ...(role === undefined ? {} : { role }),
    });
    current.set(spec.name, { expiresAt, credentials });
    return credentials;
  };
};
