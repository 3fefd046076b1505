import type { FixtureAccount } from '../fixture.ts';
import type { Caller } from './ram/ram.ts';

export interface Key extends Caller {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Set for temporary credentials. */
  readonly securityToken?: string;
  /** By the clock, milliseconds. */
  readonly expiresAt?: number;
}

/** Temporary credentials. */
export type Issued = Required<Omit<Key, keyof Caller>>;

const HOUR_MS = 3_600_000;

/** The keys the cloud knows: those of the fixture, and temporary ones as they are issued. */
export const createKeys = (accounts: Iterable<FixtureAccount>, now: () => number) => {
  const keys = new Map<string, Key>();
  let count = 0;
  for (const { id: accountId, accessKeys } of accounts)
    for (const { id, secret, user } of accessKeys)
      keys.set(id, { accessKeyId: id, accessKeySecret: secret, accountId, user });

  return {
    find: (accessKeyId: string): Key | undefined => keys.get(accessKeyId),
    /** Temporary credentials; they last 36 hours by default, as a function's do. */
    issue: ({
      lastsMs = 36 * HOUR_MS,
      ...caller
    }: Caller & { readonly lastsMs?: number }): Issued => {
      count += 1;
      const issued: Issued = {
        accessKeyId: `STS.sandbox${count}`,
        accessKeySecret: `sandbox-sts-secret-${count}`,
        securityToken: `sandbox-sts-token-${count}`,
        expiresAt: now() + lastsMs,
      };
      keys.set(issued.accessKeyId, { ...caller, ...issued });
      return issued;
    },
  };
};

export type Keys = ReturnType<typeof createKeys>;
