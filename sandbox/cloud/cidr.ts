import { isIP } from 'node:net';
import { normalizeCidr, parseCidr } from 'cidr-tools';

export { containsCidr as contains, overlapCidr as overlaps } from 'cidr-tools';

const LONGEST: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/**
 * A CIDR block in its usual spelling; a bare address stands for itself alone (`/32`, `/128`).
 * `undefined` for anything else: cidr-tools by itself would take 300.1.1.1 and 10.0.0.0/33.
 */
export const readCidr = (text: string): string | undefined => {
  const [, address = '', prefix] = /^([^/%]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const longest = LONGEST[isIP(address)];
  if (longest === undefined || Number(prefix ?? longest) > longest) return undefined;
  return normalizeCidr(`${address}/${prefix ?? longest}`);
};

export const isIpv6 = (cidr: string): boolean => cidr.includes(':');

/** True for a block that names an address inside of it, as 10.0.0.1/16 does. */
export const hasHostBits = (text: string): boolean =>
  parseCidr(text).start !== parseCidr(text.replace(/\/.*/, '')).start;

/** The first block of that prefix length inside of another one, or all of it when it is smaller. */
export const firstSubnet = (cidr: string, prefix: number): string =>
  Number(parseCidr(cidr).prefix) >= prefix ? cidr : cidr.replace(/\/.*/, `/${prefix}`);
