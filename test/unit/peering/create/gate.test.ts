import { describe, expect, it, test } from 'vitest';
import type { Step } from '../../../../lib/peering/commands/attempt.ts';
import { create } from '../../../../lib/peering/commands/create/create.ts';
import type { Context } from '../../../../lib/peering/context.ts';
import type { CreateRequest } from '../../../../lib/peering/model/request.ts';
import type { PolicyRule } from '../../../../lib/peering/policy/rule.ts';
import { apiError, request, vpcOf, vSwitch } from '../preflight/facts.ts';
import { connectionIn } from '../samples.ts';
import { asking, contextWith, networkWith } from './context.ts';

const HINTS = { findings: [], answering: false };
const strict: CreateRequest = { ...request, preflight: 'strict' };
const warn: CreateRequest = { ...request, preflight: 'warn' };

const sound = networkWith();
const overlapping = networkWith({ vSwitches: async () => [vSwitch('10.0.1.0/24')] });
const pending = networkWith({ vpc: async () => vpcOf('requester', { status: 'Pending' }) });
const throttled = networkWith({
  routeTables: async () => {
    throw apiError('Throttling.User', { operation: 'DescribeRouteTableList' });
  },
});
const forbidden = networkWith({
  vpc: async () => {
    throw apiError('Forbidden.RAM', { status: 403 });
  },
});

/** A step in few words: how it ended or why it waits, and the codes of failure and findings. */
const told = (step: Step): readonly string[] => {
  if (step.kind === 'wait') return ['wait', step.reason];
  const { outcome } = step;
  const findings = 'findings' in outcome ? (outcome.findings ?? []) : [];
  return [
    outcome.outcome,
    ...(outcome.outcome === 'failed' ? [outcome.failure.code] : []),
    ...findings.map(({ code }) => code),
  ];
};

type Row = readonly [
  name: string,
  asked: CreateRequest,
  network: Awaited<ReturnType<Context['network']>>,
  told: readonly string[],
  called: readonly string[],
];

const ROWS: readonly Row[] = [
  ['strict, nothing found', strict, sound, ['created'], ['create']],
  ['strict, an error', strict, overlapping, ['failed', 'PreflightFailed', 'VSwitchOverlap'], []],
  ['warn, an error', warn, overlapping, ['created', 'VSwitchOverlap'], ['create']],
  ['strict, a VPC being made', strict, pending, ['wait', 'pending'], []],
  ['strict, a read that may pass', strict, throttled, ['wait', 'throttled'], []],
  [
    'warn, a read that may pass',
    warn,
    throttled,
    ['created', 'UnreadRouteTables', 'UnreadRouteTables'],
    ['create'],
  ],
  [
    'strict, a read that will not pass',
    strict,
    forbidden,
    ['created', 'UnreadVpc', 'UnreadVpc'],
    ['create'],
  ],
  [
    'strict, no way into the account',
    strict,
    undefined,
    ['created', 'UnreadAccount', 'UnreadAccount'],
    ['create'],
  ],
  [
    'a strict dry run, an error',
    { ...strict, dryRun: true },
    overlapping,
    ['failed', 'PreflightFailed', 'VSwitchOverlap'],
    [],
  ],
  [
    'a strict dry run, a VPC being made',
    { ...strict, dryRun: true },
    pending,
    ['failed', 'PreflightFailed', 'VpcNotAvailable', 'VpcNotAvailable'],
    [],
  ],
];

describe('preflight before a create', () => {
  test.each(ROWS)('%s', async (_, asked, network, expected, called) => {
    const { ctx, calls } = contextWith(async () => network);

    const step = await create(ctx, asking(asked), HINTS);

    expect(told(step).filter((each) => each !== 'CidrOverlap')).toEqual(expected);
    expect(calls.filter((each) => !each.startsWith('network'))).toEqual(called);
  });

  it('reads nothing where it is off', async () => {
    const { ctx, calls } = contextWith(async () => overlapping);
    await create(ctx, asking({ ...request, preflight: 'off' }), HINTS);
    expect(calls).toEqual(['create']);
  });

  it('puts its findings into the event that tells of the create', async () => {
    const { ctx, events } = contextWith(async () => overlapping);
    await create(ctx, asking(warn), HINTS);
    expect(events).toMatchObject([
      { type: 'peerflow:Connection:Creating', data: { findings: [{ code: 'VSwitchOverlap' }] } },
    ]);
  });

  it('says what stopped the request in the failure itself', async () => {
    const { ctx } = contextWith(async () => overlapping);
    const step = await create(ctx, asking(strict), HINTS);
    expect(step).toMatchObject({
      outcome: {
        failure: {
          code: 'PreflightFailed',
          message: expect.stringContaining('10.0.1.0/24'),
          retryable: false,
        },
      },
    });
  });

  it('keeps its findings with a create that fails, and the policy that allowed it', async () => {
    const { ctx } = contextWith(async () => overlapping, {
      peering: {
        create: async () => {
          throw apiError('QuotaExceeded.IntraRegionVpcPeerCountPerVpc');
        },
      },
    });
    const step = await create(ctx, asking(warn), HINTS);
    expect(told(step)).toEqual([
      'failed',
      'QuotaExceeded.IntraRegionVpcPeerCountPerVpc',
      'VSwitchOverlap',
    ]);
    expect(step).toMatchObject({ outcome: { policy: { rule: 'all' } } });
  });

  it('is not asked about a connection that this very request made earlier', async () => {
    const tags = [{ key: 'peerflow:request', value: 'order-1' }];
    const made = connectionIn('Activated', { tags });
    const { ctx, calls } = contextWith(async () => overlapping, {
      peering: { list: async () => ({ items: [made] }) },
    });

    const step = await create(ctx, asking(strict), HINTS);

    expect(step).toMatchObject({ outcome: { outcome: 'created', instanceId: made.instanceId } });
    expect(calls).toEqual([]);
  });

  it('is asked before a connection of somebody else is adopted', async () => {
    const found = connectionIn('Activated');
    const { ctx, events } = contextWith(async () => overlapping, {
      peering: { list: async () => ({ items: [found] }) },
    });

    expect(told(await create(ctx, asking(strict), HINTS))).toContain('PreflightFailed');
    expect(events).toEqual([]);
    expect(told(await create(ctx, asking(warn), HINTS))).toEqual(['adopted', 'VSwitchOverlap']);
  });
});

describe('policy on CIDRs of a create', () => {
  const rules = (effect: 'allow' | 'deny', cidr: readonly string[]): readonly PolicyRule[] => [
    { name: 'by range', effect, when: { action: ['create'], cidr } },
    ...(effect === 'deny' ? [{ name: 'rest', effect: 'allow' as const, when: {} }] : []),
  ];
  const secondary = networkWith({
    vpc: async () => vpcOf('requester', { secondaryCidrBlocks: ['172.16.0.0/12'] }),
  });

  test.each([
    ['an allow that matches', rules('allow', ['10.1.*']), sound, 'created'],
    ['an allow that does not', rules('allow', ['192.168.*']), sound, 'PolicyDenied'],
    ['an allow of a secondary range', rules('allow', ['172.16.0.0/12']), secondary, 'created'],
    ['an allow, unreadable', rules('allow', ['10.*']), forbidden, 'PolicyDenied'],
    ['an allow, no role', rules('allow', ['10.*']), undefined, 'PolicyDenied'],
    ['a deny that matches', rules('deny', ['10.0.*']), sound, 'PolicyDenied'],
    ['a deny that does not', rules('deny', ['192.168.*']), sound, 'created'],
    ['a deny, unreadable', rules('deny', ['192.168.*']), forbidden, 'PolicyDenied'],
  ] as const)('%s', async (_, policy, network, expected) => {
    const { ctx } = contextWith(async () => network, { policy });
    expect(told(await create(ctx, asking({ ...request, preflight: 'off' }), HINTS))).toContain(
      expected,
    );
  });

  it('waits while they cannot be read for a reason that passes', async () => {
    const busy = networkWith({
      vpc: async () => {
        throw apiError('ServiceUnavailable', { status: 503 });
      },
    });
    const { ctx, calls } = contextWith(async () => busy, { policy: rules('allow', ['10.*']) });

    expect(told(await create(ctx, asking(request), HINTS))).toEqual(['wait', 'transient']);
    expect(calls).not.toContain('create');
  });

  it('reads no VPC where an earlier rule decides without them', async () => {
    const policy: readonly PolicyRule[] = [
      { name: 'own', effect: 'allow', when: { action: ['create'] } },
      ...rules('deny', ['10.*']),
    ];
    const { ctx, calls } = contextWith(async () => sound, { policy });
    await create(ctx, asking({ ...request, preflight: 'off' }), HINTS);
    expect(calls).toEqual(['create']);
  });

  it('reads each VPC once for policy and preflight together', async () => {
    const seen: string[] = [];
    const counting = networkWith({
      vpc: async (_, vpcId) => {
        seen.push(vpcId);
        return vpcOf(vpcId === 'vpc-a' ? 'requester' : 'accepter');
      },
    });
    const { ctx } = contextWith(async () => counting, { policy: rules('allow', ['10.*']) });
    await create(ctx, asking(warn), HINTS);
    expect(seen.sort()).toEqual(['vpc-a', 'vpc-b']);
  });
});
