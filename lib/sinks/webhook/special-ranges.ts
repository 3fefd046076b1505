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
