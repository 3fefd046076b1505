import type { LookupFunction } from 'node:net';
import type { Guard } from './guard.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Every address of a host name; rejects like `dns.lookup`. */
export type Resolver = (hostname: string) => Promise<readonly Address[]>;

export const systemResolver: Resolver = async (hostname) => {
  // With the first webhook: a module less that every cold start would load.
  const { lookup } = await import('node:dns/promises');
  return lookup(hostname, { all: true });
};

/** The host is, or resolves to, an address that no webhook may reach. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
  readonly code = 'RefusedAddress';

  constructor() {
    super('the webhook leads to an address that is not public and not allowed');
  }
}

class NameNotFound extends Error {
  readonly code = 'ENOTFOUND';

  constructor() {
    super('the name has no address');
  }
}

/**
 * Resolution for the very socket that will be connected, so that no second answer of a name server can
 * come between the check and the connection. One refused address refuses the name.
 */
export const guardedLookup =
  (guard: Guard, resolve: Resolver): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) return callback(new NameNotFound(), '', 0);
        if (!addresses.every(({ address }) => guard.isOpen(hostname, address))) {
          return callback(new RefusedAddress(), '', 0);
        }
        if (options.all) return callback(null, [...addresses]);
        callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new NameNotFound(), '', 0),
    );
  };
