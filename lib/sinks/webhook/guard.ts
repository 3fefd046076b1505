import { BlockList, isIP } from 'node:net';
import { plainHost } from './allow.ts';
import { SPECIAL_IPV4, SPECIAL_IPV6 } from './special-ranges.ts';

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
