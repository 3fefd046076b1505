import type { Context } from '../../../../lib/peering/context.ts';
import type { FollowUpEvent } from '../../../../lib/peering/model/event.ts';
import type { Asked, CreateRequest } from '../../../../lib/peering/model/request.ts';
import type { Vpc } from '../../../../lib/peering/network/model.ts';
import type { NetworkApi } from '../../../../lib/peering/network/ports.ts';
import type { PolicyRule } from '../../../../lib/peering/policy/rule.ts';
import type { Log, PeeringApi } from '../../../../lib/peering/ports.ts';
import { vpcOf } from '../preflight/facts.ts';
import { ACCOUNT, connectionIn, NOW } from '../samples.ts';

const quiet = (): void => {};
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet, with: () => log };

const never = (operation: string) => (): never => {
  throw new Error(`nobody asked for ${operation}`);
};

/** A network without vSwitches and route tables, with what a test makes otherwise. */
export const networkWith = (more: Partial<NetworkApi> = {}): NetworkApi => ({
  vpc: async (_, vpcId): Promise<Vpc> => vpcOf(vpcId === 'vpc-a' ? 'requester' : 'accepter'),
  vSwitches: async () => [],
  routeTables: async () => [],
  routeEntries: async () => [],
  createRouteEntry: never('CreateRouteEntry'),
  createRouteEntries: never('CreateRouteEntries'),
  deleteRouteEntries: never('DeleteRouteEntries'),
  ...more,
});

export interface Recorded {
  readonly ctx: Context;
  /** Calls that change something, and reads of the network, in order. */
  readonly calls: string[];
  readonly events: FollowUpEvent[];
}

/** A cloud in which every create succeeds, and which remembers what it was asked for. */
export const contextWith = (
  network: Context['network'],
  more: { readonly peering?: Partial<PeeringApi>; readonly policy?: readonly PolicyRule[] } = {},
): Recorded => {
  const calls: string[] = [];
  const events: FollowUpEvent[] = [];
  const peering: PeeringApi = {
    create: async ({ dryRun }) => {
      calls.push(dryRun ? 'dry-run' : 'create');
      return { instanceId: 'pcc-new', requestId: 'REQ' };
    },
    accept: never('accept'),
    reject: never('reject'),
    delete: never('delete'),
    modify: never('modify'),
    get: async () => connectionIn('Creating'),
    list: async () => ({ items: [] }),
    tagResources: async () => {},
    untagResources: async () => {},
    listTagResources: async () => ({ items: [] }),
    ...more.peering,
  };
  const ctx: Context = {
    settings: {
      name: 'peerflow',
      source: 'peerflow',
      accountId: ACCOUNT,
      region: 'cn-hangzhou',
      regions: ['cn-hangzhou'],
      functions: { request: 'r', worker: 'w', poller: 'p', accepter: 'a', router: 'o' },
      defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
      policy: more.policy ?? [{ name: 'all', effect: 'allow', when: {} }],
      routeTables: [],
      drift: 'off',
      driftEveryMs: 3600_000,
      stallAfterMs: 600_000,
      language: 'en',
    },
    clock: { now: () => NOW, sleep: async () => {} },
    random: () => 0.5,
    log,
    deadline: { remaining: () => 60_000 },
    peering,
    invoker: { invokeAsync: async () => {} },
    publisher: {
      prepare: () => {},
      sinks: ['aaaaaa'],
      publish: async (published) => {
        events.push(...published);
        return published.map(() => [{ sink: 'aaaaaa', outcome: 'delivered' as const }]);
      },
    },
    network: async (accountId, requestId) => {
      calls.push(`network ${accountId}`);
      return network(accountId, requestId);
    },
    checkedAt: new Map(),
  };
  return { ctx, calls, events };
};

export const asking = (request: CreateRequest): Asked<CreateRequest> => ({
  requestId: 'order-1',
  idKind: 'explicit',
  request,
});
