import { BlockList, isIP, type LookupFunction } from 'node:net';

type Range = readonly [network: string, prefixLength: number];

/**
 * IPv4 addresses that are no public server, from IANA's registry of special-purpose addresses:
 * private, loopback, link-local, shared, documentation, benchmark, AS112, multicast and reserved ranges.
 * 100.64.0.0/10 holds Alibaba Cloud's metadata service (100.100.100.200), 169.254.0.0/16 that of others.
 */
export const SPECIAL_IPV4: readonly Range[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * The same for IPv6. Only 2000::/3 is assigned for public use: the first three ranges are everything else,
 * with loopback, mapped and translated IPv4 (::ffff:0:0/96, ::ffff:0:0:0/96, 64:ff9b::/96), segment routing
 * (5f00::/16), private, link-local and multicast addresses. The others lie within 2000::/3.
 */
export const SPECIAL_IPV6: readonly Range[] = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  // Protocol assignments: Teredo, benchmarking (2001:2::/48), ORCHID (2001:10::/28, 2001:20::/28) and more.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 leads to any IPv4 address.
  ['2002::', 16],
  // AS112
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

/** Host names as they compare: lower case, no brackets around IPv6, no dot at the end. */
export const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const NUMBER = /^(\d+|0x[0-9a-f]*)$/;
const LENGTH = /^(0|[1-9]\d{0,2})$/;

/** Words that people write where they mean something else than a host of that name. */
const WORDS: ReadonlySet<string> = new Set(
  'all any none true false yes no on off public private internal local host hosts cidr'.split(' '),
);

const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes('%');

const isBlock = (address: string, length: string): boolean =>
  isAddress(address) && LENGTH.test(length) && Number(length) <= (isIP(address) === 4 ? 32 : 128);

/** A host whose last label is a number would be read as an IPv4 address in some other spelling. */
const isHost = (text: string): boolean => {
  const labels = plainHost(text).split('.');
  return (
    text.length <= 253 &&
    labels.every((label) => LABEL.test(label)) &&
    !NUMBER.test(labels.at(-1) ?? '') &&
    !WORDS.has(labels.join('.'))
  );
};

/** Whether an entry of `PEERFLOW_WEBHOOK_ALLOW` is a host name, an address or a CIDR block. */
export const isAllowEntry = (entry: string): boolean => {
  const [address = '', length, ...more] = entry.split('/');
  if (more.length > 0) return false;
  if (length !== undefined) return isBlock(address, length);
  return isAddress(entry.replace(/^\[(.*:.*)\]$/, '$1')) || isHost(entry);
};

/** The entries of the whole variable: by spaces or commas. A part between commas that is empty stays, as ''. */
export const allowEntries = (text: string): readonly string[] =>
  text.split(',').flatMap((part) => part.trim().split(/\s+/));

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

/** Which hosts a webhook may be sent to. */
export interface Guard {
  /** The host is allowed by name, or by the address that it literally is. */
  isAllowedHost(host: string): boolean;
  /** A connection to this address, to which `host` resolved, may be made. */
  isOpen(host: string, address: string): boolean;
}

type Family = 'ipv4' | 'ipv6';

const families: Readonly<Record<number, Family>> = { 4: 'ipv4', 6: 'ipv6' };
const familyOf = (address: string): Family | undefined => families[isIP(address)];

/** One list per family: a shared one would hold IPv4 addresses against rules for their mapped form. */
type Ranges = Readonly<Record<Family, BlockList>>;
const noRanges = (): Ranges => ({ ipv4: new BlockList(), ipv6: new BlockList() });

let special: Ranges | undefined;

/** The special ranges, made when the first webhook needs them: a cold start without one does not. */
const specialRanges = (): Ranges => {
  if (special) return special;
  special = noRanges();
  for (const [net, prefix] of SPECIAL_IPV4) special.ipv4.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of SPECIAL_IPV6) special.ipv6.addSubnet(net, prefix, 'ipv6');
  return special;
};

const isIn = (ranges: Ranges, address: string): boolean => {
  const family = familyOf(address);
  return family !== undefined && ranges[family].check(address, family);
};

/** Notes an address or CIDR block; false where the entry is neither, so a host name. */
const addRange = (ranges: Ranges, entry: string): boolean => {
  const [address = '', prefix] = entry.split('/');
  const family = familyOf(address);
  if (!family) return false;
  const whole = family === 'ipv4' ? 32 : 128;
  ranges[family].addSubnet(address, prefix === undefined ? whole : Number(prefix), family);
  return true;
};

/**
 * The guard for the entries of `PEERFLOW_WEBHOOK_ALLOW`, each checked by `isAllowEntry`. What is not allowed
 * there must be a public address, or a forged or careless sink could reach into the VPC or to a metadata
 * service.
 */
export const guardOf = (allow: readonly string[]): Guard => {
  const ranges = noRanges();
  const hosts = new Set(allow.map(plainHost).filter((entry) => !addRange(ranges, entry)));
  const isAllowedHost = (host: string): boolean =>
    hosts.has(plainHost(host)) || isIn(ranges, plainHost(host));
  return {
    isAllowedHost,
    isOpen: (host, address) =>
      hosts.has(plainHost(host)) ||
      isIn(ranges, address) ||
      (familyOf(address) !== undefined && !isIn(specialRanges(), address)),
  };
};
