import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import type { Guard } from './guard.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Every address of a host name; rejects like `dns.lookup`. */
export type Resolver = (hostname: string) => Promise<readonly Address[]>;

export const systemResolver: Resolver = (hostname) => systemLookup(hostname, { all: true });

/** The host is, or resolves to, an address that no webhook may reach. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
  readonly code = 'RefusedAddress';

  constructor() {
    super('the webhook leads to an address that is not public and not allowed');
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
        if (!first) return callback(new Error('the name has no address'), '', 0);
        if (!addresses.every(({ address }) => guard.isOpen(hostname, address))) {
          return callback(new RefusedAddress(), '', 0);
        }
        if (options.all) return callback(null, [...addresses]);
        callback(null, first.address, first.family);
      },
      (error: unknown) =>
        callback(error instanceof Error ? error : new Error('the name was not resolved'), '', 0),
    );
  };
