import type { Connection, Status } from '../../../lib/peering/model/connection.ts';

export const ACCOUNT = '253460731706911258';
export const NOW = Date.UTC(2026, 10, 24, 9, 0, 0);

const stamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** A connection of our account, changed a minute ago. */
export const connectionIn = (status: Status, more: Partial<Connection> = {}): Connection => ({
  instanceId: 'pcc-lnk0m24khwvtkm7jdt',
  status,
  name: 'orders',
  ownerId: ACCOUNT,
  acceptingOwnerUid: ACCOUNT,
  regionId: 'cn-hangzhou',
  acceptingRegionId: 'cn-hangzhou',
  vpc: { vpcId: 'vpc-a', ipv4Cidrs: ['10.1.0.0/16'], ipv6Cidrs: [] },
  acceptingVpc: { vpcId: 'vpc-b', ipv4Cidrs: ['10.2.0.0/16'], ipv6Cidrs: [] },
  bandwidth: -1,
  gmtCreate: stamp(NOW - 60_000),
  gmtModified: stamp(NOW - 60_000),
  tags: [],
  ...more,
});

/** What validation knows besides the body. */
export const facts = {
  accountId: ACCOUNT,
  regions: ['cn-hangzhou', 'cn-shanghai'],
  name: 'peerflow',
  defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
} as const;

/** The least that a create needs. */
export const body = {
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-bp1gsk7h12ew7oegk',
  acceptingVpcId: 'vpc-bp1vzjkp2q1xgnind',
};
