import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../../lib/peering/model/connection.ts';
import type { CreateRequest, IdentifiedRequest } from '../../../../lib/peering/model/request.ts';
import type {
  NetworkApi,
  RouteEntry,
  RouteTable,
  Vpc,
} from '../../../../lib/peering/network/model.ts';
import { pairReader } from '../../../../lib/peering/network/pair.ts';
import type { ListQuery, PeeringApi } from '../../../../lib/peering/ports.ts';
import { preflight, preflightAlone } from '../../../../lib/peering/preflight/preflight.ts';
import { textsOf } from '../../../../lib/peering/routes/plan/ours.ts';
import type { Settings } from '../../../../lib/peering/settings.ts';
import { fakeContext } from '../../support/context.ts';
import { networkWith } from '../routes/samples.ts';
import { ACCOUNT, connectionIn } from '../samples.ts';
import { apiError, entry, request, table, vpcOf } from './facts.ts';

const OTHER = '283117732402483989';

interface World {
  readonly request?: Partial<CreateRequest>;
  readonly requester?: Partial<Vpc>;
  readonly accepter?: Partial<Vpc>;
  /** Route tables of either VPC, by its id. */
  readonly tables?: Readonly<Record<string, number>>;
  readonly entries?: (vpcId: string) => readonly RouteEntry[];
  readonly connections?: (query: ListQuery) => readonly Connection[];
  readonly peering?: Partial<PeeringApi>;
  readonly network?: Partial<NetworkApi>;
  readonly policy?: Settings['policy'];
}

/** Two sound VPCs without vSwitches, each with one route table, and no connection anywhere. */
const worldWith = (world: World) => {
  const asked: ListQuery[] = [];
  const list = async (query: ListQuery) => {
    asked.push(query);
    return { items: world.connections?.(query) ?? [] };
  };
  const tablesOf = (vpcId: string): readonly RouteTable[] =>
    Array.from({ length: world.tables?.[vpcId] ?? 1 }, (_, index) => ({
      ...table({ ok: true, value: [] }).table,
      routeTableId: `${vpcId} ${index}`,
    }));
  const network = networkWith({
    vpc: async (_, vpcId) =>
      vpcId === 'vpc-a' ? vpcOf('requester', world.requester) : vpcOf('accepter', world.accepter),
    vSwitches: async () => [],
    routeTables: async (_, vpcId) => tablesOf(vpcId),
    routeEntries: async (_, id) => world.entries?.(id.split(' ')[0] ?? '') ?? [],
    ...world.network,
  });
  const { ctx } = fakeContext({
    peering: { list, ...world.peering },
    ...(world.policy ? { settings: { policy: world.policy } } : {}),
    context: { network: async () => network },
  });
  const identified: IdentifiedRequest<CreateRequest> = {
    request: { ...request, ...world.request },
    requestId: 'order-1',
    idKind: 'explicit',
    origin: { via: 'http' },
    arrival: 0,
  };
  return { ctx, identified, pair: pairReader(ctx, identified), asked };
};

/** A preflight of a pair that has no connection, as far as somebody has looked. */
const look = async (world: World, known: readonly Connection[] = []) => {
  const { ctx, identified, pair, asked } = worldWith(world);
  return { ...(await preflight(ctx, identified, pair, known)), asked };
};
const alone = async (world: World) => {
  const { ctx, identified, pair } = worldWith(world);
  return preflightAlone(ctx, identified, pair);
};
const shown = (findings: Awaited<ReturnType<typeof look>>['findings']) =>
  findings.map(({ code, pointer }) => `${code} ${pointer}`.trim());

const many = (count: number, more: Partial<Connection> = {}) =>
  Array.from({ length: count }, (_, index) =>
    connectionIn('Activated', { instanceId: `pcc-${index}`, ...more }),
  );
const ours = (instanceId: string, range: string) =>
  entry(range, instanceId, {
    routeEntryName: 'peerflow',
    description: textsOf({ name: 'peerflow', accountId: ACCOUNT }, instanceId, range).description,
  });
const refusing = (code: string, status: number) => async () => {
  throw apiError(code, { status });
};

describe('a preflight', () => {
  it('finds nothing wrong with two sound VPCs', async () => {
    const { findings, errors, plan } = await look({});
    expect({ findings, errors, plan }).toEqual({
      findings: [],
      errors: [],
      plan: { entries: [], counts: {} },
    });
  });

  it('counts the connections of each VPC, and those of the region on one page', async () => {
    const { asked } = await look({ request: { acceptingRegionId: 'cn-shanghai' } });
    expect(asked.map(({ regionId, vpcIds }) => [regionId, vpcIds])).toEqual(
      expect.arrayContaining([
        ['cn-hangzhou', ['vpc-a']],
        ['cn-shanghai', ['vpc-b']],
        ['cn-hangzhou', undefined],
      ]),
    );
    expect(asked).toHaveLength(3);
  });

  it('says whose connections are one too many: of the VPC', async () => {
    const { findings } = await look({
      connections: ({ vpcIds }) => (vpcIds?.[0] === 'vpc-b' ? many(10) : []),
    });
    expect(shown(findings)).toEqual(['PeeringQuota /acceptingVpcId']);
  });

  it('says whose connections are one too many: of the account in the region', async () => {
    const { findings } = await look({
      connections: ({ vpcIds }) => (vpcIds === undefined ? many(20) : []),
    });
    expect(shown(findings)).toEqual(['PeeringQuota /regionId']);
  });

  it('knows that the VPC of another account may have connections that this one does not see', async () => {
    const { findings } = await look({
      request: { acceptingAliUid: OTHER },
      accepter: { ownerId: OTHER },
    });
    expect(shown(findings)).toEqual(['UnreadPeerings /acceptingVpcId']);
  });

  it('lists the connections of the pair where nobody has looked, and counts nothing twice', async () => {
    const { ctx, identified, pair, asked } = worldWith({
      connections: ({ vpcIds }) =>
        vpcIds?.[0] === 'vpc-a' ? [...many(9), connectionIn('Activated')] : [],
    });
    const { findings } = await preflight(ctx, identified, pair);
    expect(asked.map(({ vpcIds }) => vpcIds)).toContainEqual(['vpc-a', 'vpc-b']);
    // Ten connections, one of which is that of the pair: no other is to be made.
    expect(shown(findings)).toEqual([]);
  });

  it.each(['vpc-a', 'vpc-b'])(
    'does not see entries of ours in %s whose connection is gone',
    async (vpcId) => {
      const range = vpcId === 'vpc-a' ? '10.1.0.0/16' : '10.0.0.0/16';
      const world = (status: 'Activated' | 'Deleted'): World => ({
        request: { routes: 'both' },
        entries: (of) => (of === vpcId ? [ours('pcc-old', range)] : []),
        peering: { get: async (instanceId) => connectionIn(status, { instanceId }) },
      });
      const gone = await look(world('Deleted'));
      const there = await look(world('Activated'));
      expect(gone.plan.counts).toEqual({ missing: 2 });
      expect(there.plan.counts).toEqual({ conflict: 1, missing: 1 });
    },
  );

  it('shows at most 500 entries of a plan, those in the way first, and counts all', async () => {
    const { plan } = await look({
      request: { routes: 'both' },
      tables: { 'vpc-a': 505, 'vpc-b': 2 },
      entries: (vpcId) => (vpcId === 'vpc-b' ? [entry('10.0.0.0/16')] : []),
    });
    expect(plan.entries).toHaveLength(500);
    expect(plan.entries.slice(0, 3).map(({ result }) => result)).toEqual([
      'conflict',
      'conflict',
      'missing',
    ]);
    expect(plan.counts).toEqual({ conflict: 2, missing: 505 });
  });

  it('keeps the error of every read, of either side', async () => {
    const { errors } = await look({
      network: {
        vpc: refusing('Forbidden.RAM', 403),
        vSwitches: refusing('InvalidVpc.Status', 400),
        routeEntries: refusing('Forbidden.RouteTable', 403),
      },
      peering: { list: refusing('Forbidden.List', 403) },
    });
    const ofEnd = ['Forbidden.RAM', 'InvalidVpc.Status', 'Forbidden.RouteTable', 'Forbidden.List'];
    expect(errors.map(({ code }) => code)).toEqual([...ofEnd, ...ofEnd, 'Forbidden.List']);
  });
});

describe('a preflight for its own sake', () => {
  const accessError = { routeTables: refusing('Throttling.User', 429) };

  it('adds what the two regions themselves mean, before all else', async () => {
    const { findings } = await alone({
      request: { acceptingRegionId: 'eu-central-1' },
      accepter: { regionId: 'eu-central-1', status: 'Pending' },
    });
    expect(findings.map(({ code }) => code)).toEqual(['CrossBorder', 'VpcNotAvailable']);
  });

  it('reads nothing of another account that policy does not let be read', async () => {
    const denied = { name: 'no looks', effect: 'deny' as const, when: { action: ['read'] } };
    const policy = [denied, { name: 'all', effect: 'allow' as const, when: {} }];
    const { findings } = await alone({ request: { acceptingAliUid: OTHER }, policy });
    expect(shown(findings)).toContain('UnreadAccount /acceptingVpcId');
    expect(findings.find(({ code }) => code === 'UnreadAccount')?.detail).toContain('no looks');
    const own = await alone({ policy });
    expect(shown(own.findings)).toEqual([]);
  });

  it('has the plan of the routes', async () => {
    const { plan } = await alone({ request: { routes: 'requester' } });
    expect(plan.counts).toEqual({ missing: 1 });
  });

  it('is no answer while something may yet be read', async () => {
    await expect(alone({ network: accessError })).rejects.toMatchObject({
      code: 'Throttling.User',
    });
  });

  it('is an answer all the same where something stops the request already', async () => {
    const { findings } = await alone({ network: accessError, accepter: { status: 'Pending' } });
    expect(shown(findings)).toContain('VpcNotAvailable /acceptingVpcId');
  });

  it('is an answer where what cannot be read never will be', async () => {
    const { findings } = await alone({ network: { routeTables: refusing('Forbidden.RAM', 403) } });
    expect(shown(findings)).toEqual([
      'UnreadRouteTables /vpcId',
      'UnreadRouteTables /acceptingVpcId',
    ]);
  });

  it('is no answer while something may yet be read, whatever is only a warning', async () => {
    const warned = { requester: { cenIds: ['cen-1'] }, accepter: { cenIds: ['cen-1'] } };
    await expect(alone({ network: accessError, ...warned })).rejects.toMatchObject({ status: 429 });
  });
});
