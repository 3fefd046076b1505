import { describe, expect, it } from 'vitest';
import {
  ab,
  call,
  calls,
  eventOf,
  fixture,
  idOf,
  kinds,
  OTHER,
  statusOf,
  sweep,
  withSandbox,
} from './with-sandbox.ts';

describe.concurrent('a request from an HTTP call to an Activated event', () => {
  it('makes one call, few looks, two events, and then is silent', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });

    const answer = await call(sandbox, 'POST', '/peerings', ab);
    const activated = await eventOf(sandbox, 'Connection:Activated');
    await sandbox.idle(10_000);

    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/peerings/${idOf(answer)}`);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(kinds(sandbox)).toEqual(['Connection:Creating', 'Connection:Activated']);
    expect(activated.id).toBe(`${idOf(answer)}-Activated`);
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(1);
    // Ten seconds of Creating, looked at ever more rarely.
    expect(calls(sandbox, 'GetVpcPeerConnectionAttribute')).toBeLessThanOrEqual(8);
  });

  it('gives the same connection for the same key, and 422 for another body', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const key = { 'idempotency-key': '"order-1"' };

    const first = await call(sandbox, 'POST', '/peerings', ab, key);
    const again = await call(sandbox, 'POST', '/peerings', ab, key);
    const other = await call(sandbox, 'POST', '/peerings', { ...ab, name: 'other' }, key);

    expect([again.status, again.headers.get('location'), idOf(again)]).toEqual([
      first.status,
      first.headers.get('location'),
      idOf(first),
    ]);
    expect([other.status, other.body.code]).toEqual([422, 'IdempotencyKeyReused']);
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(1);
  });

  it('recreates nothing for a key whose connection is gone, and says so', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const key = { 'idempotency-key': 'order-2' };
    const first = await call(sandbox, 'POST', '/peerings', ab, key);
    await eventOf(sandbox, 'Connection:Activated');
    await call(sandbox, 'DELETE', `/peerings/${idOf(first)}`);
    await eventOf(sandbox, 'Connection:Deleted');
    sandbox.clock.advance(60_000);

    const again = await call(sandbox, 'POST', '/peerings', ab, key);
    const failed = eventOf(sandbox, 'Connection:Failed');
    // A new connection may take a while to show: only a minute without a trace says that it is gone.
    for (const seconds of [10, 20, 60]) {
      sandbox.clock.advance(seconds * 1_000);
      await sandbox.idle();
    }

    expect([again.status, again.body.status]).toEqual([202, 'Queued']);
    expect((await failed).data).toMatchObject({
      requestId: 'order-2',
      failure: { code: 'ConnectionGone' },
    });
    expect(sandbox.world.connections().map(({ status }) => status)).toEqual(['Deleted']);
  });

  it('does not take a connection for gone that is not to be seen yet', async ({
    onTestFinished,
  }) => {
    const behaviour = { notFoundAfterCreateMs: 4_000 };
    const sandbox = await withSandbox({ onTestFinished, fixture: fixture({ behaviour }) });

    const answer = await call(sandbox, 'POST', '/peerings', ab, { 'idempotency-key': 'order-3' });
    await eventOf(sandbox, 'Connection:Activated');

    expect([answer.status, idOf(answer)]).toEqual([
      202,
      sandbox.world.connections()[0]?.instanceId,
    ]);
    expect(sandbox.world.connections()).toHaveLength(1);
  });

  it('adopts a connection that somebody else made', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const made = sandbox.world.call(
      { accountId: sandbox.accountId },
      'VpcPeer',
      'CreateVpcPeerConnection',
      {
        RegionId: 'cn-hangzhou',
        VpcId: 'vpc-b',
        AcceptingAliUid: sandbox.accountId,
        AcceptingRegionId: 'cn-hangzhou',
        AcceptingVpcId: 'vpc-a',
      },
    );

    const answer = await call(sandbox, 'POST', '/peerings', ab);
    await eventOf(sandbox, 'Connection:Activated');

    expect(answer.body).toMatchObject({
      adopted: true,
      connection: { instanceId: made.InstanceId },
    });
    expect(kinds(sandbox)).toContain('Connection:Adopted');
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(0);
  });

  it('signs names and tags of any script', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const tag = [{ key: '团队*~%', value: 'a b+c/中文 ~*' }];

    const answer = await call(sandbox, 'POST', '/peerings', { ...ab, name: '杭州-hub_1', tag });
    const shown = await call(sandbox, 'GET', `/peerings/${idOf(answer)}`);

    expect(shown.body.connection).toMatchObject({ name: '杭州-hub_1', tags: tag });
  });

  it('passes a dry run without creating, scheduling or announcing anything', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished });

    const answer = await call(sandbox, 'POST', '/peerings', { ...ab, dryRun: true });
    await sandbox.idle(5_000);

    expect([answer.status, answer.body.passed]).toEqual([200, true]);
    expect(sandbox.world.connections()).toHaveLength(0);
    expect(kinds(sandbox)).toEqual([]);
  });

  it('denies other accounts by default, and calls nothing', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const request = { ...ab, acceptingVpcId: 'vpc-partner', acceptingAliUid: OTHER };

    const answer = await call(sandbox, 'POST', '/peerings', request);

    expect([answer.status, answer.body.code]).toEqual([403, 'PolicyDenied']);
    expect(sandbox.journal.entries.filter(({ kind }) => kind === 'api')).toHaveLength(0);
  });
});

describe.concurrent('what is lost is made good by the sweep', () => {
  it('announces everything once when all delayed invocations are dropped', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, switches: { dropDelayed: true } });
    const answer = await call(sandbox, 'POST', '/peerings', ab);
    await statusOf(sandbox, idOf(answer), 'Activated');

    await sweep(sandbox);
    const afterFirst = kinds(sandbox);
    await sweep(sandbox);

    expect(afterFirst).toEqual(['Connection:Creating', 'Connection:Activated']);
    expect(kinds(sandbox)).toEqual(afterFirst);
  });

  it('marks nothing while no event gets out, and announces later', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, switches: { dropDelayed: true } });
    const repair = sandbox.faults.add({ match: { service: 'EventBridge' }, kind: 'html' });
    const answer = await call(sandbox, 'POST', '/peerings', ab);
    await statusOf(sandbox, idOf(answer), 'Activated');
    const marksWhileDown = calls(sandbox, 'TagResources');
    repair();

    await sweep(sandbox);

    expect(marksWhileDown).toBe(0);
    expect(kinds(sandbox)).toEqual(['Connection:Activated']);
  });

  it('looks only at connections that carry our tags', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const params = {
      RegionId: 'cn-hangzhou',
      VpcId: 'vpc-b',
      AcceptingAliUid: sandbox.accountId,
      AcceptingRegionId: 'cn-hangzhou',
      AcceptingVpcId: 'vpc-a',
    };
    sandbox.world.call(
      { accountId: sandbox.accountId },
      'VpcPeer',
      'CreateVpcPeerConnection',
      params,
    );

    await sweep(sandbox);

    expect(kinds(sandbox)).toEqual([]);
    expect(calls(sandbox, 'TagResources')).toBe(0);
  });
});
