import { describe, expect, it } from 'vitest';
import {
  ab,
  call,
  calls,
  eventOf,
  fixture,
  idOf,
  kinds,
  OWN,
  statusOf,
  withSandbox,
} from '../peerflow/with-sandbox.ts';

describe('POST /peerings', () => {
  it('tells what an adopted connection has otherwise than asked', async () => {
    const sandbox = await withSandbox();
    sandbox.world.call({ accountId: OWN }, 'VpcPeer', 'CreateVpcPeerConnection', {
      RegionId: 'cn-hangzhou',
      VpcId: 'vpc-a',
      AcceptingAliUid: OWN,
      AcceptingRegionId: 'cn-hangzhou',
      AcceptingVpcId: 'vpc-b',
      Name: 'by-hand',
    });
    const { status, body } = await call(sandbox, 'POST', '/peerings', { ...ab, name: 'asked' });
    expect([status, body.adopted]).toEqual([202, true]);
    expect(body.differences).toContainEqual({ field: 'name', asked: 'asked', actual: 'by-hand' });
  });

  it('has a reused key name neither instance nor VPCs, dry runs included', async () => {
    const sandbox = await withSandbox();
    const key = { 'idempotency-key': 'order-1' };
    const first = await call(sandbox, 'POST', '/peerings', ab, key);
    for (const more of [{ name: 'other' }, { name: 'other', dryRun: true }]) {
      const { status, body } = await call(sandbox, 'POST', '/peerings', { ...ab, ...more }, key);
      expect([status, body.code]).toEqual([422, 'IdempotencyKeyReused']);
      expect(JSON.stringify(body)).not.toMatch(new RegExp(`${idOf(first)}|vpc-a|vpc-b`));
    }
  });

  it('answers a dry run with the rule, the findings and the plan', async () => {
    const sandbox = await withSandbox();
    const asked = { ...ab, dryRun: true, preflight: 'warn', routes: 'both' };
    const { status, body } = await call(sandbox, 'POST', '/peerings', asked);
    expect([status, body.dryRun, body.passed]).toEqual([200, true, true]);
    expect(body.policy).toMatchObject({ effect: 'allow' });
    expect(body).toMatchObject({
      findings: expect.any(Array),
      plan: expect.any(Array),
      counts: {},
    });
    expect(sandbox.world.connections()).toEqual([]);
  });

  it('takes CloudEvents, whose outcome events tell', async () => {
    const sandbox = await withSandbox({ fixture: fixture({ timings: { creatingMs: 0 } }) });
    const event = { specversion: '1.0', id: '1', source: 'shop', type: 'asked', data: ab };
    const type = { 'content-type': 'application/cloudevents-batch+json' };
    const { status, body } = await call(sandbox, 'POST', '/peerings', [event, event], type);
    expect(status).toBe(202);
    expect(body.outcomes).toMatchObject([
      { item: 0, outcome: 'created' },
      { item: 1, outcome: 'created' },
    ]);
    expect(sandbox.world.connections()).toHaveLength(1);
    await eventOf(sandbox, 'Connection:Activated');
  });

  it('tells a caller who reads no answer by events', async () => {
    const sandbox = await withSandbox();
    const async = { 'x-fc-invocation-type': 'Async' };
    expect((await call(sandbox, 'POST', '/peerings', { vpcId: 7 }, async)).status).toBe(202);
    await eventOf(sandbox, 'Request:Rejected');
    const prefer = { prefer: 'respond-async' };
    expect((await call(sandbox, 'POST', '/peerings', ab, prefer)).body.status).toBe('Queued');
    await eventOf(sandbox, 'Connection:Activated');
  });
});

describe('DELETE /peerings/{instanceId}', () => {
  it('names the connection while its routes go first', async () => {
    const sandbox = await withSandbox();
    const id = idOf(await call(sandbox, 'POST', '/peerings', { ...ab, routes: 'both' }));
    await statusOf(sandbox, id, 'Activated');
    const { status, body, headers } = await call(sandbox, 'DELETE', `/peerings/${id}`);
    expect([status, body.status]).toEqual([202, 'Queued']);
    expect(body.connection).toEqual({ instanceId: id, status: 'Activated' });
    expect(headers.get('location')).toBe(`/peerings/${id}`);
    await eventOf(sandbox, 'Connection:Deleted');
  });

  it('only asks with dryRun in the query', async () => {
    const sandbox = await withSandbox();
    const id = idOf(await call(sandbox, 'POST', '/peerings', ab));
    await statusOf(sandbox, id, 'Activated');
    const { status, body } = await call(sandbox, 'DELETE', `/peerings/${id}?dryRun=true`);
    expect([status, body.dryRun, body.passed]).toEqual([200, true, true]);
    expect(sandbox.world.connection(id)?.status).toBe('Activated');
  });
});

describe('GET and PATCH of a connection', () => {
  it('go by its ETag', async () => {
    const sandbox = await withSandbox();
    const id = idOf(await call(sandbox, 'POST', '/peerings', ab));
    await statusOf(sandbox, id, 'Activated');
    const seen = await call(sandbox, 'GET', `/peerings/${id}`);
    const etag = seen.headers.get('etag') ?? '';
    const change = (headers: Record<string, string>) =>
      call(sandbox, 'PATCH', `/peerings/${id}`, { name: 'renamed' }, headers);
    expect((await change({ 'if-match': '"0"' })).body.code).toBe('PreconditionFailed');
    expect((await change({ 'if-match': etag })).status).toBe(202);
    await eventOf(sandbox, 'Connection:Updated');
    expect((await change({ 'if-match': etag })).status).toBe(202);
    expect(calls(sandbox, 'ModifyVpcPeerConnection')).toBeGreaterThan(0);
  });

  it('refuse null and JSON Patch with what to do', async () => {
    const sandbox = await withSandbox();
    const path = '/peerings/pcc-unknown';
    const empty = await call(sandbox, 'PATCH', path, { name: null });
    expect([empty.status, JSON.stringify(empty.body.errors)]).toEqual([
      400,
      expect.stringContaining('leave the field out'),
    ]);
    const type = { 'content-type': 'application/json-patch+json' };
    const patch = await call(sandbox, 'PATCH', path, [], type);
    expect([patch.status, patch.headers.get('accept-patch')]).toEqual([
      415,
      'application/json, application/merge-patch+json',
    ]);
  });
});

describe('POST /peerings/{instanceId}/routes', () => {
  it('makes good what is missing', async () => {
    const sandbox = await withSandbox();
    const id = idOf(await call(sandbox, 'POST', '/peerings', { ...ab, routes: 'both' }));
    await statusOf(sandbox, id, 'Activated');
    const { status, headers } = await call(sandbox, 'POST', `/peerings/${id}/routes`);
    expect([status, headers.get('location')]).toEqual([202, `/peerings/${id}/routes`]);
    await sandbox.idle();
    expect(kinds(sandbox).some((kind) => kind.startsWith('Routes:'))).toBe(true);
  });
});

describe('in Chinese', () => {
  it('answers with problems and findings of a caller who prefers it', async () => {
    const sandbox = await withSandbox();
    const language = { 'accept-language': 'zh-CN,en;q=0.5' };
    const { status, body, headers } = await call(
      sandbox,
      'POST',
      '/peerings',
      { vpcId: 7, regionIdd: 'x' },
      language,
    );
    expect([status, headers.get('content-language'), body.title]).toEqual([
      400,
      'zh-CN',
      '请求无效',
    ]);
    const errors: readonly { detail: string }[] = Array.isArray(body.errors) ? body.errors : [];
    expect(errors.length).toBeGreaterThan(2);
    for (const { detail } of errors) expect(detail).toMatch(/\p{Script=Han}/u);
  });
});
