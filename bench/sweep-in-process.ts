import type { CoreClient } from '../lib/aliyun/core.ts';
import { createPeeringApi } from '../lib/aliyun/peering/peering-api.ts';
import type { Context } from '../lib/peering/context.ts';
import { defaultRules } from '../lib/peering/policy/parse.ts';
import type { Log } from '../lib/peering/ports.ts';
import { sweep } from '../lib/peering/reconcile/sweep/sweep.ts';
import { systemClock } from '../lib/runtime/clock.ts';
import { ACCOUNT, REGION } from './cloud.ts';

export interface SweepResult {
  readonly connections: number;
  readonly listCalls: number;
  /** Every other call to the cloud. */
  readonly otherCalls: number;
  readonly seconds: number;
  /** MB over the process before the sweep, at the peak. */
  readonly peakMb: number;
  readonly where: 'process' | 'bundle over HTTP';
}

const PAGE = 100;

const row = (index: number) => ({
  InstanceId: `pcc-bench${index}`,
  Status: 'Activated',
  OwnerId: ACCOUNT,
  AcceptingOwnerUid: ACCOUNT,
  RegionId: REGION,
  AcceptingRegionId: REGION,
  Vpc: { VpcId: 'vpc-hub', Ipv4Cidrs: ['10.0.0.0/16'], Ipv6Cidrs: [] },
  AcceptingVpc: { VpcId: `vpc-bench${index}`, Ipv4Cidrs: ['10.1.0.0/16'], Ipv6Cidrs: [] },
  GmtCreate: '2026-01-01T00:00:00Z',
  Tags: [
    { Key: 'peerflow:request', Value: `request-${index}` },
    { Key: 'peerflow:state', Value: 'Activated' },
  ],
});

/** Pages of a list that nobody keeps: each is made when it is asked for. */
const endlessList = (connections: number, onCall: (action: string) => void): CoreClient => {
  return async ({ action, form }) => {
    onCall(action);
    const from = Number(form?.NextToken ?? 0);
    const rows = Array.from({ length: Math.min(PAGE, connections - from) }, (_, at) =>
      row(from + at),
    );
    const next = from + PAGE < connections ? String(from + PAGE) : '';
    const body = JSON.stringify({ RequestId: 'bench', NextToken: next, VpcPeerConnects: rows });
    return { statusCode: 200, headers: {}, body };
  };
};

const quiet = (): void => {};
const silent: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet, with: () => silent };

const contextWith = (core: CoreClient): Context => ({
  settings: {
    name: 'peerflow',
    source: 'peerflow',
    accountId: ACCOUNT,
    region: REGION,
    regions: [REGION],
    functions: {
      request: 'request',
      worker: 'worker',
      poller: 'poller',
      accepter: 'accepter',
      router: 'router',
    },
    defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
    policy: defaultRules(ACCOUNT),
    routeTables: [],
    drift: 'off',
    driftEveryMs: 3600_000,
    stallAfterMs: 600_000,
    language: 'en',
  },
  clock: systemClock,
  random: Math.random,
  log: silent,
  deadline: { remaining: () => 3_600_000 },
  peering: createPeeringApi(core),
  invoker: { invokeAsync: async () => {} },
  publisher: { sinks: [], prepare: () => {}, publish: async () => [] },
  network: async () => undefined,
  checkedAt: new Map(),
});

/** A sweep of so many connections that no sandbox could hold them; the heap at its peak, MB. */
export const sweepInProcess = async (connections: number): Promise<SweepResult> => {
  const calls = new Map<string, number>();
  const megabytes = () => process.memoryUsage().heapUsed / 1_048_576;
  globalThis.gc?.();
  const before = megabytes();
  let most = before;
  const onCall = (action: string): void => {
    calls.set(action, (calls.get(action) ?? 0) + 1);
    most = Math.max(most, megabytes());
  };
  const startedAt = performance.now();
  await sweep(contextWith(endlessList(connections, onCall)), { regions: [REGION] });
  const lists = calls.get('ListVpcPeerConnections') ?? 0;
  const all = [...calls.values()].reduce((sum, count) => sum + count, 0);
  return {
    connections,
    listCalls: lists,
    otherCalls: all - lists,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    peakMb: Math.round((most - before) * 10) / 10,
    where: 'process',
  };
};
