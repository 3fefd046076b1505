import { startSandbox } from '../sandbox/start.ts';

const OWN = '1210123456123456';

export interface HubResult {
  readonly spokes: number;
  readonly batches: number;
  readonly activated: number;
  readonly createCallsPerConnection: number;
  readonly listCallsPerConnection: number;
  readonly seconds: number;
}

const fixtureOf = (spokes: number) => ({
  allowAll: true,
  accounts: [
    {
      id: OWN,
      quotas: { vpc_quota_intra_region_peer_num_per_vpc: 10_000, vpc_quota_peer_num: 10_000 },
    },
  ],
  regions: [{ id: 'cn-hangzhou' }],
  vpcs: ['hub', ...Array.from({ length: spokes }, (_, index) => `spoke${index}`)].map((name) => ({
    id: `vpc-${name}`,
    regionId: 'cn-hangzhou',
    ownerId: OWN,
    cidrBlock: '10.0.0.0/16',
  })),
  timings: { creatingMs: 500 },
  behaviour: { callsPerMinute: { '*': 1_000_000 } },
});

const batchOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    regionId: 'cn-hangzhou',
    vpcId: 'vpc-hub',
    acceptingVpcId: `vpc-spoke${from + index}`,
  }));

/** Many spokes join one hub, in one batch or several at once: how many calls does a connection cost? */
export const measureHub = async (spokes: number, batches: number): Promise<HubResult> => {
  const sandbox = await startSandbox({
    fixture: fixtureOf(spokes),
    auth: false,
    switches: { timers: false },
  });
  const startedAt = Date.now();
  const share = Math.ceil(spokes / batches);
  const allActivated = new Promise<void>((resolve) => {
    let activated = 0;
    sandbox.eventBridge.follow(({ type }) => {
      if (type === 'peerflow:Connection:Activated' && ++activated === spokes) resolve();
    });
  });
  for (let from = 0; from < spokes; from += share) {
    const batch = batchOf(from, Math.min(from + share, spokes));
    sandbox.platform?.invokeAsync('peerflow-request', Buffer.from(JSON.stringify(batch)));
  }
  await Promise.race([
    allActivated,
    new Promise((resolve) => setTimeout(resolve, 240_000).unref()),
  ]);
  const count = (action: string) =>
    sandbox.journal.entries.filter(({ kind, detail }) => kind === 'api' && detail.action === action)
      .length / spokes;
  const activated = sandbox.world
    .connections()
    .filter(({ status }) => status === 'Activated').length;
  const result = {
    spokes,
    batches,
    activated,
    createCallsPerConnection: Math.round(count('CreateVpcPeerConnection') * 100) / 100,
    listCallsPerConnection: Math.round(count('ListVpcPeerConnections') * 100) / 100,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  };
  await sandbox.close();
  return result;
};
