import { describe, expect, it } from 'vitest';
import { call, calls, eventOf, kinds, withSandbox } from '../peerflow/with-sandbox.ts';
import { looks, pairOf, requestOf, shown, world } from './cases.ts';

describe.concurrent('a create with preflight', () => {
  it('strict: stops on an error, with the findings, and calls nothing that changes anything', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const answer = await call(sandbox, 'POST', '/peerings', {
      ...requestOf('vswitches'),
      preflight: 'strict',
    });

    expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([
      409,
      'PreflightFailed',
      false,
    ]);
    expect(shown(answer)).toEqual(['error VSwitchOverlap', 'warning CidrOverlap']);
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(0);
    expect(kinds(sandbox)).toEqual([]);
  });

  it('strict: is one Failed event with the findings where nobody waits for an answer', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const request = { ...requestOf('vswitches'), preflight: 'strict', requestId: 'm-1' };
    const outcome = await sandbox.platform.invoke(
      'peerflow-request',
      Buffer.from(JSON.stringify(request)),
    );
    const failed = await eventOf(sandbox, 'Connection:Failed');

    expect(outcome).toMatchObject({ ok: true });
    expect(failed.data).toMatchObject({
      requestId: 'm-1',
      failure: { code: 'PreflightFailed' },
      findings: [{ code: 'VSwitchOverlap' }, { code: 'CidrOverlap' }],
    });
    expect(kinds(sandbox)).toEqual(['Connection:Failed']);
  });

  it('warn: goes on, and the findings travel with answer and event', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const answer = await call(sandbox, 'POST', '/peerings', {
      ...requestOf('vswitches'),
      preflight: 'warn',
    });
    const creating = await eventOf(sandbox, 'Connection:Creating');

    expect(answer.status).toBe(202);
    expect(shown(answer)).toEqual(['error VSwitchOverlap', 'warning CidrOverlap']);
    expect(
      shown({ body: { ...(typeof creating.data === 'object' ? creating.data : {}) } }),
    ).toEqual(shown(answer));
  });

  it('has the plan of its routes in the answer, in a dry run and in the events', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const ask = (name: string, more: object) =>
      call(sandbox, 'POST', '/peerings', { ...requestOf(name), preflight: 'warn', ...more });
    const dry = await ask('sound', { routes: 'both', dryRun: true });
    const made = await ask('sound', { routes: 'both' });
    const creating = await eventOf(sandbox, 'Connection:Creating');
    await eventOf(sandbox, 'Routes:Ready');
    const adopted = await ask('sound', { routes: 'requester', name: 'again' });
    const without = await ask('harmless', { routes: 'none' });

    const missing = {
      result: 'missing',
      vpcId: 'vpc-sound-a',
      destinationCidrBlock: '10.1.0.0/16',
    };
    for (const { body } of [dry, made])
      expect(body).toMatchObject({
        plan: [missing, { result: 'missing' }],
        counts: { missing: 2 },
      });
    expect(creating.data).toMatchObject({
      plan: [missing, { result: 'missing' }],
      planCounts: { missing: 2 },
    });
    expect(adopted.body).toMatchObject({
      adopted: true,
      plan: [{ ...missing, result: 'present' }],
      counts: { present: 1 },
    });
    expect(Object.keys(without.body)).not.toContain('plan');
  });

  it('has it also where it is stopped', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const request = { ...requestOf('conflict-routes'), preflight: 'strict', requestId: 'm-1' };
    const answer = await call(sandbox, 'POST', '/peerings', request);
    await sandbox.platform.invoke('peerflow-request', Buffer.from(JSON.stringify(request)));
    const failed = await eventOf(sandbox, 'Connection:Failed');

    const plan = [{ result: 'conflict', vpcId: 'vpc-conflict-routes-b' }, { result: 'missing' }];
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ plan, counts: { conflict: 1, missing: 1 } });
    expect(failed.data).toMatchObject({ plan, planCounts: { conflict: 1, missing: 1 } });
  });

  it('off: looks at no VPC', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const answer = await call(sandbox, 'POST', '/peerings', requestOf('vswitches'));
    await eventOf(sandbox, 'Connection:Activated');
    expect([answer.status, looks(sandbox)]).toEqual([202, 0]);
  });

  it('by configuration, where the request says nothing', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({
      onTestFinished,
      fixture: world(),
      env: { PEERFLOW_PREFLIGHT: 'strict' },
    });
    const stopped = await call(sandbox, 'POST', '/peerings', requestOf('vswitches'));
    const passed = await call(sandbox, 'POST', '/peerings', {
      ...requestOf('vswitches'),
      preflight: 'off',
    });
    expect([stopped.status, passed.status]).toEqual([409, 202]);
  });

  it('in a dry run: the findings stand in the answer, and errors fail a strict one', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const ask = (preflight: string) =>
      call(sandbox, 'POST', '/peerings', { ...requestOf('vswitches'), dryRun: true, preflight });
    const warned = await ask('warn');
    const failed = await ask('strict');
    const off = await ask('off');

    expect([warned.status, warned.body.passed, shown(warned).length]).toEqual([200, true, 2]);
    expect([failed.status, failed.body.code, shown(failed).length]).toEqual([
      409,
      'PreflightFailed',
      2,
    ]);
    expect([off.status, shown(off).length]).toEqual([200, 0]);
  });

  it('strict: answers a replay of a key as it did, whatever has come in the way since', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    const key = { 'idempotency-key': 'order-1' };
    const request = { ...requestOf('sound'), preflight: 'strict' };
    const first = await call(sandbox, 'POST', '/peerings', request, key);
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'DescribeVpcAttribute' },
      status: 404,
      code: 'InvalidVpcId.NotFound',
    });
    const again = await call(sandbox, 'POST', '/peerings', request, key);

    expect([again.status, again.headers.get('location')]).toEqual([
      202,
      first.headers.get('location'),
    ]);
  });

  it('strict: waits for a VPC that is still being made', async ({ onTestFinished }) => {
    const vpcs = pairOf('sound', { b: { status: 'Pending', availableAfterMs: 700 }, found: [] });
    const sandbox = await withSandbox({ onTestFinished, fixture: world({ vpcs }) });
    const answer = await call(sandbox, 'POST', '/peerings', {
      ...requestOf('sound'),
      preflight: 'strict',
    });
    await eventOf(sandbox, 'Connection:Activated');

    expect(answer.status).toBe(202);
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(1);
    expect(kinds(sandbox)).not.toContain('Connection:Failed');
  });

  it('strict: waits for a read that was throttled', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: world() });
    sandbox.faults.add({
      kind: 'throttling',
      match: { action: 'DescribeRouteTableList' },
      times: 1,
    });
    const answer = await call(sandbox, 'POST', '/peerings', {
      ...requestOf('sound'),
      preflight: 'strict',
    });
    await eventOf(sandbox, 'Connection:Activated');
    expect(answer.status).toBe(202);
    expect(kinds(sandbox)).not.toContain('Connection:Failed');
  });
});

describe.concurrent('policy on ranges', () => {
  const rules = JSON.stringify([
    {
      name: 'never this range',
      effect: 'deny',
      when: { action: 'create', cidr: '2001:db8:1::/56' },
    },
    { name: 'rest', effect: 'allow' },
  ]);

  it('is judged on every range of both VPCs', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({
      onTestFinished,
      fixture: world(),
      env: { PEERFLOW_POLICY: rules },
    });
    const denied = await call(sandbox, 'POST', '/peerings', requestOf('ipv6'));
    const allowed = await call(sandbox, 'POST', '/peerings', requestOf('sound'));

    expect([denied.status, denied.body.policy]).toEqual([
      403,
      { effect: 'deny', rule: 'never this range' },
    ]);
    expect(allowed.status).toBe(202);
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(1);
  });

  it.for([
    ['deny', 'sound', 403, 'ten'],
    ['allow', 'sound', 202, 'ten'],
    ['allow', 'elsewhere', 403, 'no rule matched'],
  ] as const)('of 10.0.0.0/8: %s, for %s: %i', async ([effect, name, status, rule], test) => {
    const ten = { name: 'ten', effect, when: { action: 'create', cidr: '10.0.0.0/8' } };
    const rest = { name: 'rest', effect: 'allow' };
    const policy = effect === 'deny' ? [ten, rest] : [ten];
    const { onTestFinished } = test;
    const sandbox = await withSandbox({
      onTestFinished,
      fixture: world({
        vpcs: [
          ...pairOf('sound', { found: [] }),
          ...pairOf('elsewhere', { b: { cidrBlock: '172.16.0.0/12', vSwitches: [] }, found: [] }),
        ],
      }),
      env: { PEERFLOW_POLICY: JSON.stringify(policy) },
    });
    const answer = await call(sandbox, 'POST', '/peerings', requestOf(name, { found: [] }));

    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.policy).toMatchObject({ rule });
  });
});
