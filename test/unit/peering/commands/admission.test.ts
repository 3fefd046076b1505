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

  it('strict names three reasons and counts the others', async () => {
    const wrong = (side: 'requester' | 'accepter') =>
      vpcOf(side, { ownerId: OTHER, regionId: 'cn-beijing' });
    const { ctx } = engineWith({ 'vpc-a': wrong('requester'), 'vpc-b': wrong('accepter') });
    expect(outcomeOf(await create(ctx, createOf({ preflight: 'strict' }), FIRST))).toMatchObject({
      failure: { message: expect.stringMatching(/^Preflight stopped .* There are 1 more\.$/) },
    });
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

  it('reads only the side that is not our own account’s', async () => {
    const { ctx, reads } = engineWith(
      { 'vpc-b': vpcOf('accepter', { ownerId: OTHER }) },
      { policy },
    );
    await create(ctx, createOf({ acceptingAliUid: OTHER }), FIRST);
    expect(reads).toEqual(['vpc-b']);
  });
});
