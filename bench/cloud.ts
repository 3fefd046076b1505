import { type Sandbox, startSandbox } from '../sandbox/start.ts';

export const ACCOUNT = '1210123456123456';
export const REGION = 'cn-hangzhou';

const PLENTY = 10_000_000;

/** So many VPCs of one account and region, without a quota or a throttle in the way. */
export const fixtureOf = (vpcs: readonly string[], creatingMs?: number) => ({
  allowAll: true,
  accounts: [
    {
      id: ACCOUNT,
      quotas: { vpc_quota_intra_region_peer_num_per_vpc: PLENTY, vpc_quota_peer_num: PLENTY },
    },
  ],
  regions: [{ id: REGION }],
  vpcs: vpcs.map((id) => ({ id, regionId: REGION, ownerId: ACCOUNT, cidrBlock: '10.0.0.0/16' })),
  behaviour: { callsPerMinute: { '*': PLENTY } },
  ...(creatingMs === undefined ? {} : { timings: { creatingMs } }),
});

export const vpcNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `vpc-bench${index}`);

/** The cloud alone; asynchronous invocations are acknowledged and go nowhere. */
export const cloudAlone = async (vpcs: number): Promise<Sandbox> => {
  const sandbox = await startSandbox({ functions: false, fixture: fixtureOf(vpcNames(vpcs)) });
  sandbox.services.unshift(async ({ path }) =>
    path.endsWith('/invocations') ? { status: 202 } : undefined,
  );
  return sandbox;
};

/** Credentials as a function's context has them. */
export const keysOf = (sandbox: Sandbox) => {
  const { expiresAt: _, ...keys } = sandbox.world.keys.issue({ accountId: ACCOUNT });
  return keys;
};
