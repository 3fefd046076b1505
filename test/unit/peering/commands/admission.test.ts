import { describe, expect, it } from 'vitest';
import { create } from '../../../../lib/peering/commands/create/create.ts';
import type { CreateRequest } from '../../../../lib/peering/model/request.ts';
import type { NetworkApi, Vpc } from '../../../../lib/peering/network/model.ts';
import type { Settings } from '../../../../lib/peering/settings.ts';
import { apiError } from '../../support/context.ts';
import { engine } from '../../support/engine.ts';
import { vpcOf } from '../preflight/facts.ts';
import { createRequest } from '../queue/items.ts';
import { connectionIn } from '../samples.ts';
import { ANSWERING, codeOf, FIRST, itemOf, outcomeOf } from './items.ts';

const OTHER = '283117732402483989';

type Vpcs = Readonly<Record<string, Vpc | Error>>;

const GOOD: Vpcs = { 'vpc-a': vpcOf('requester'), 'vpc-b': vpcOf('accepter') };

const unexpected = async (): Promise<never> => {
  throw new Error('not expected');
};

/** A network of VPCs without tables; each read of a VPC is written down. */
const networkOf = (vpcs: Vpcs, reads: string[]): NetworkApi => ({
  vpc: async (_, vpcId) => {
    reads.push(vpcId);
    const found = vpcs[vpcId] ?? apiError('InvalidVpcId.NotFound', 404);
    if (found instanceof Error) throw found;
    return found;
  },
  vSwitches: async () => [],
  routeTables: async () => [],
  routeEntries: async () => [],
  createRouteEntry: unexpected,
  createRouteEntries: unexpected,
  deleteRouteEntries: unexpected,
});

const engineWith = (vpcs: Vpcs, settings: Partial<Settings> = {}) => {
  const reads: string[] = [];
  const network = networkOf(vpcs, reads);
  return { ...engine({ settings, context: { network: async () => network } }), reads };
};

const createOf = (more: Partial<CreateRequest> = {}) => itemOf(createRequest(more));

const codesOf = (findings: unknown): readonly string[] =>
  Array.isArray(findings) ? findings.map((each) => String(each?.code)) : [];

describe('preflight of a create', () => {
  it('that is off reads nothing', async () => {
    const { ctx, reads } = engineWith({});
    expect(outcomeOf(await create(ctx, createOf(), FIRST)).outcome).toBe('created');
    expect(reads).toEqual([]);
  });

  it('strict lets pass what nothing stops, reading each VPC once', async () => {
    const { ctx, reads, cloud } = engineWith(GOOD);
    const outcome = outcomeOf(await create(ctx, createOf({ preflight: 'strict' }), FIRST));
    expect(outcome.outcome).toBe('created');
    expect([...reads].sort()).toEqual(['vpc-a', 'vpc-b']);
    expect(cloud.created).toHaveLength(1);
  });

  it('strict ends in PreflightFailed with all findings, before anything is called', async () => {
    const overlapping = { ...vpcOf('accepter'), cidrBlock: '10.0.0.0/16', ownerId: OTHER };
    const { ctx, cloud } = engineWith({ ...GOOD, 'vpc-b': overlapping });
    const attempt = await create(ctx, createOf({ preflight: 'strict' }), FIRST);
    expect(codeOf(attempt)).toBe('PreflightFailed');
    const outcome = outcomeOf(attempt);
    expect(codesOf('findings' in outcome && outcome.findings)).toContain('VpcOfOtherAccount');
    expect(outcome).toMatchObject({
      failure: { message: expect.stringContaining('belongs to account') },
    });
    expect(cloud.created).toEqual([]);
  });

  it('strict names three reasons that stop it, counts the others, and leaves warnings to the findings', async () => {
    const wrong = (side: 'requester' | 'accepter', more: Partial<Vpc> = {}) =>
      vpcOf(side, { ownerId: OTHER, ...more });
    const far = { preflight: 'strict', acceptingRegionId: 'us-east-1' } as const;
    const stopped = async (accepter: Vpc) => {
      const { ctx } = engineWith({
        'vpc-a': wrong('requester', { regionId: 'cn-beijing' }),
        'vpc-b': accepter,
      });
      const outcome = outcomeOf(await create(ctx, createOf(far), FIRST));
      if (outcome.outcome !== 'failed') throw new Error('not stopped');
      const findings = outcome.findings ?? [];
      const errors = findings.filter(({ severity }) => severity === 'error');
      expect(codesOf(findings)).toContain('CrossBorder');
      return [outcome.failure.message, errors.map(({ detail }) => detail)] as const;
    };
    const [three, each] = await stopped(wrong('accepter', { regionId: 'us-east-1' }));
    expect(each).toHaveLength(3);
    expect(three).toBe(`Preflight stopped this request: ${each.join(' ')}`);
    const [four, all] = await stopped(wrong('accepter', { regionId: 'cn-beijing' }));
    expect(all).toHaveLength(4);
    const shown = all.slice(0, 3).join(' ');
    expect(four).toBe(`Preflight stopped this request: ${shown} There are 1 more.`);
  });

  it('has the plan of the routes with its outcome, where routes are asked for', async () => {
    const planOf = async (routes: CreateRequest['routes']) => {
      const { ctx } = engineWith(GOOD);
      const outcome = outcomeOf(await create(ctx, createOf({ preflight: 'warn', routes }), FIRST));
      return 'plan' in outcome ? outcome.plan : undefined;
    };
    expect(await planOf('both')).toMatchObject({ entries: expect.any(Array) });
    expect(await planOf('none')).toBe(undefined);
  });

  it('counts no quota against a connection that is adopted: it is among those that are there', async () => {
    const { ctx, cloud } = engineWith(GOOD);
    const rows = Array.from({ length: 10 }, (_, at) =>
      connectionIn('Activated', {
        instanceId: `pcc-${at}`,
        acceptingVpc: { vpcId: at === 0 ? 'vpc-b' : `vpc-x${at}`, ipv4Cidrs: [], ipv6Cidrs: [] },
      }),
    );
    for (const row of rows) cloud.put(row);
    const codes = async (acceptingVpcId: string) => {
      const item = createOf({ preflight: 'warn', acceptingVpcId });
      const outcome = outcomeOf(await create(ctx, item, FIRST));
      return [outcome.outcome, codesOf('findings' in outcome && outcome.findings)];
    };
    const [adopted, none] = await codes('vpc-b');
    expect([adopted, none]).toEqual(['adopted', expect.not.arrayContaining(['PeeringQuota'])]);
    expect(await codes('vpc-new')).toEqual(['created', expect.arrayContaining(['PeeringQuota'])]);
  });

  it('is not asked for what has to wait for a connection on its way out', async () => {
    const { ctx, cloud, reads } = engineWith({});
    cloud.put(connectionIn('Deleting', { instanceId: 'pcc-1' }));
    expect(await create(ctx, createOf({ preflight: 'strict' }), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'conflict',
    });
    expect(reads).toEqual([]);
  });

  it.each([
    ['vpc-a', 'requester', 'IncorrectStatus.Vpc'],
    ['vpc-b', 'accepter', 'IncorrectStatus.AcceptingVpc'],
  ] as const)(
    'strict waits for %s that is still being made, as the API would',
    async (id, side, code) => {
      const { ctx, cloud } = engineWith({ ...GOOD, [id]: vpcOf(side, { status: 'Pending' }) });
      expect(await create(ctx, createOf({ preflight: 'strict' }), FIRST)).toMatchObject({
        kind: 'wait',
        reason: 'pending',
        error: { code },
      });
      expect(cloud.created).toEqual([]);
    },
  );

  it('strict fails a dry run for what a create would wait for', async () => {
    const { ctx } = engineWith({ ...GOOD, 'vpc-a': vpcOf('requester', { status: 'Pending' }) });
    const dry = createOf({ preflight: 'strict', dryRun: true });
    expect(codeOf(await create(ctx, dry, ANSWERING))).toBe('PreflightFailed');
  });

  it('strict waits while a VPC cannot be read for a reason that passes', async () => {
    const { ctx, cloud } = engineWith({ ...GOOD, 'vpc-b': apiError('Throttling') });
    expect(await create(ctx, createOf({ preflight: 'strict' }), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'throttled',
    });
    expect(cloud.created).toEqual([]);
  });

  it('warn creates all the same, and the event has the findings and the plan', async () => {
    const { ctx, dataOf } = engineWith({
      ...GOOD,
      'vpc-b': apiError('InvalidVpcId.NotFound', 404),
    });
    expect(outcomeOf(await create(ctx, createOf({ preflight: 'warn' }), FIRST)).outcome).toBe(
      'created',
    );
    expect(codesOf(dataOf('Creating').findings)).toContain('VpcNotFound');
  });

  it('is past for a connection that an earlier try of the request made', async () => {
    const { ctx, cloud, reads } = engineWith(GOOD);
    const item = createOf({ preflight: 'strict' });
    await create(ctx, item, FIRST);
    reads.length = 0;
    expect(outcomeOf(await create(ctx, item, FIRST)).outcome).toBe('created');
    expect([reads, cloud.created.length]).toEqual([[], 1]);
  });

  it('is asked before a connection of others is adopted', async () => {
    const { ctx, cloud } = engineWith({});
    cloud.put(connectionIn('Activated', { instanceId: 'pcc-1' }));
    expect(codeOf(await create(ctx, createOf({ preflight: 'strict' }), FIRST))).toBe(
      'PreflightFailed',
    );
  });
});

describe('accept: auto in a dry run', () => {
  const accepterRole = 'acs:ram::{accountId}:role/peer';
  const policy: Settings['policy'] = [
    { name: 'create', effect: 'allow', when: { action: ['create', 'read'] } },
    { name: 'ten', effect: 'allow', when: { action: ['accept'], cidr: ['10.0.0.0/8'] } },
  ];

  const findings = async (
    more: Partial<CreateRequest>,
    settings: Partial<Settings>,
    vpcs: Vpcs = GOOD,
  ) => {
    const { ctx, cloud, reads } = engineWith(vpcs, settings);
    cloud.fail('create', apiError('DryRunOperation'));
    const dry = createOf({ dryRun: true, accept: 'auto', preflight: 'warn', ...more });
    const outcome = outcomeOf(await create(ctx, dry, ANSWERING));
    const found = 'findings' in outcome ? outcome.findings : [];
    const byHand = found?.filter(({ code }) => code === 'AcceptByHand');
    return [byHand?.map(({ detail }) => detail), reads.length];
  };

  it('says beforehand that no role is configured for the other account', async () => {
    const other = { acceptingAliUid: OTHER };
    const role = [expect.stringContaining('PEERFLOW_ACCEPTER_ROLE')];
    expect(await findings(other, {})).toEqual([role, 2]);
    expect(await findings({ ...other, accept: 'manual' }, {})).toEqual([[], 2]);
    expect(await findings(other, { accepterRole })).toEqual([[], 2]);
  });

  it('says beforehand which rule is in the way, on the ranges of both VPCs', async () => {
    const rule = [expect.stringContaining('no rule matched')];
    expect(await findings({}, { policy })).toEqual([[], 2]);
    for (const side of ['requester', 'accepter'] as const) {
      const id = side === 'requester' ? 'vpc-a' : 'vpc-b';
      const outside = { ...GOOD, [id]: vpcOf(side, { cidrBlock: '192.168.0.0/16' }) };
      expect(await findings({}, { policy }, outside)).toEqual([rule, 2]);
      const six = { ...GOOD, [id]: vpcOf(side, { ipv6CidrBlocks: ['fd00::/56'] }) };
      expect(await findings({}, { policy }, six)).toEqual([rule, 2]);
      const unread = { ...GOOD, [id]: apiError('Forbidden.RAM', 403) };
      expect(await findings({}, { policy }, unread)).toEqual([rule, 2]);
    }
  });

  it('says nothing where the request wants no look beforehand: that would read both VPCs', async () => {
    const off = { acceptingAliUid: OTHER, preflight: 'off' } as const;
    expect(await findings(off, {})).toEqual([[], 0]);
  });
});

describe('a `cidr` rule of the policy', () => {
  const policy: Settings['policy'] = [
    { name: 'ten', effect: 'allow', when: { cidr: ['10.0.0.0/8'] } },
  ];

  it('is judged on the ranges as they are read', async () => {
    const allowed = engineWith(GOOD, { policy });
    expect(outcomeOf(await create(allowed.ctx, createOf(), FIRST))).toMatchObject({
      outcome: 'created',
      policy: { rule: 'ten' },
    });
    const outside = { ...GOOD, 'vpc-b': vpcOf('accepter', { cidrBlock: '192.168.0.0/16' }) };
    const denied = engineWith(outside, { policy });
    expect(codeOf(await create(denied.ctx, createOf(), FIRST))).toBe('PolicyDenied');
    expect(denied.cloud.created).toEqual([]);
  });

  it('denies where the ranges cannot be read for good', async () => {
    const { ctx } = engineWith({ ...GOOD, 'vpc-b': apiError('Forbidden.RAM', 403) }, { policy });
    expect(codeOf(await create(ctx, createOf(), FIRST))).toBe('PolicyDenied');
  });

  it('waits while they cannot be read for a reason that passes: a verdict would be a guess', async () => {
    const { ctx } = engineWith({ ...GOOD, 'vpc-b': apiError('Throttling') }, { policy });
    expect(await create(ctx, createOf(), FIRST)).toMatchObject({
      kind: 'wait',
      reason: 'throttled',
    });
  });

  it('is judged for the door that it names', async () => {
    const at = (via: string): Settings['policy'] => [
      { name: 'ten', effect: 'allow', when: { cidr: ['10.0.0.0/8'], via: [via] } },
    ];
    const queue = engineWith(GOOD, { policy: at('smq:*') });
    expect(outcomeOf(await create(queue.ctx, createOf(), FIRST)).outcome).toBe('created');
    const http = engineWith(GOOD, { policy: at('http') });
    expect(codeOf(await create(http.ctx, createOf(), FIRST))).toBe('PolicyDenied');
    expect(http.reads).toEqual([]);
  });

  it('reads nothing of another account whose VPCs policy does not let be read, and denies', async () => {
    const policy = [
      { name: 'no looks', effect: 'deny' as const, when: { action: ['read'] } },
      { name: 'in ten', effect: 'allow' as const, when: { cidr: ['10.0.0.0/8'] } },
    ];
    const { ctx, reads } = engineWith(GOOD, { policy });
    const outcome = outcomeOf(await create(ctx, createOf({ acceptingAliUid: OTHER }), FIRST));
    expect(outcome).toMatchObject({ outcome: 'failed', policy: { rule: 'no rule matched' } });
    expect(reads).toEqual([]);
  });

  it('reads only the side that is not our own account’s', async () => {
    const { ctx, reads } = engineWith(
      { 'vpc-b': vpcOf('accepter', { ownerId: OTHER }) },
      { policy },
    );
    await create(ctx, createOf({ acceptingAliUid: OTHER }), FIRST);
    expect(reads).toEqual(['vpc-b']);
  });
});
