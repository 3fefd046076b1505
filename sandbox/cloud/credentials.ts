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
export class Keys {
  readonly #keys = new Map<string, Key>();
  #count = 0;

  constructor(
    accounts: Iterable<FixtureAccount>,
    readonly now: () => number,
  ) {
    for (const account of accounts)
      for (const { id, secret, user } of account.accessKeys)
        this.#keys.set(id, {
          accessKeyId: id,
          accessKeySecret: secret,
          accountId: account.id,
          user,
        });
  }

  find(accessKeyId: string): Key | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** Temporary credentials; they last 36 hours by default, as a function's do. */
  issue({ lastsMs = 36 * HOUR_MS, ...caller }: Caller & { readonly lastsMs?: number }): Issued {
    this.#count += 1;
    const issued: Issued = {
      accessKeyId: `STS.sandbox${this.#count}`,
      accessKeySecret: `sandbox-sts-secret-${this.#count}`,
      securityToken: `sandbox-sts-token-${this.#count}`,
      expiresAt: this.now() + lastsMs,
    };
    this.#keys.set(issued.accessKeyId, { ...caller, ...issued });
    return issued;
  }
}
