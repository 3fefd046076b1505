import type { FixtureAccount } from '../fixture.ts';

export interface Key {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly accountId: string;
  /** Set for temporary credentials. */
  readonly securityToken?: string;
  /** Business clock, milliseconds. */
  readonly expiresAt?: number;
  readonly allow?: readonly string[] | undefined;
}

export interface Issued {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly expiresAt: number;
}

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
      for (const { id, secret } of account.accessKeys)
        this.#keys.set(id, { accessKeyId: id, secret, accountId: account.id });
  }

  find(accessKeyId: string): Key | undefined {
    return this.#keys.get(accessKeyId);
  }

  /** Temporary credentials; they last 36 hours unless told otherwise, as a function's do. */
  issue(ask: {
    readonly accountId: string;
    readonly allow?: readonly string[] | undefined;
    readonly lastsMs?: number;
  }): Issued {
    this.#count += 1;
    const issued: Issued = {
      accessKeyId: `STS.sandbox${this.#count}`,
      accessKeySecret: `sandbox-sts-secret-${this.#count}`,
      securityToken: `sandbox-sts-token-${this.#count}`,
      expiresAt: this.now() + (ask.lastsMs ?? 36 * HOUR_MS),
    };
    this.#keys.set(issued.accessKeyId, {
      accessKeyId: issued.accessKeyId,
      secret: issued.accessKeySecret,
      accountId: ask.accountId,
      securityToken: issued.securityToken,
      expiresAt: issued.expiresAt,
      allow: ask.allow,
    });
    return issued;
  }
}
