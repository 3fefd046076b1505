import { describe, expect, it, test } from 'vitest';
import type { Connection } from '../../../lib/peering/model/connection.ts';
import { ApiError } from '../../../lib/peering/model/failure.ts';
import { connectionIn } from '../peering/samples.ts';
import { ACCOUNT, apiError, type FakeOptions, fakeContext, sinkThat } from '../support/context.ts';
import { answerTo, depsOf, post } from './support.ts';

const ID = 'pcc-lnk0m24khwvtkm7jdt';
const TAGS = [
  { key: 'peerflow:request', value: 'order-1' },
  { key: 'peerflow:options', value: 'routes=both;accept=auto;by=create' },
];

/** A cloud with one connection, which a modify changes. */
const withConnection = (options: FakeOptions = {}, first = connectionIn('Activated')) => {
  let connection: Connection = { ...first, instanceId: ID, tags: TAGS };
  const called: string[] = [];
  const fake = fakeContext({
    ...options,
    peering: {
      get: async (instanceId) => {
        if (instanceId !== ID) throw apiError('ResourceNotFound.InstanceId', 404);
        return connection;
      },
      modify: async ({ name }) => {
        called.push('modify');
        if (name !== undefined) connection = { ...connection, name };
      },
      ...options.peering,
    },
  });
  return { ...fake, called };
};

const patch = (body: unknown, headers: Record<string, string> = {}) => ({
  ...post(`/peerings/${ID}`, body, headers),
  method: 'PATCH',
});

describe('If-Match', () => {
  const etagFrom = async (ctx: Parameters<typeof answerTo>[0]) =>
    (await answerTo(ctx, { path: `/peerings/${ID}` })).headers.etag ?? '';

  it('lets a change through while the connection is as it was read', async () => {
    const { ctx, called } = withConnection();
    const etag = await etagFrom(ctx);
    expect(etag).toMatch(/^"[0-9a-f]{16}"$/);
    const answer = await answerTo(ctx, patch({ name: 'renamed' }, { 'if-match': etag }));
    expect([answer.statusCode, called]).toEqual([202, ['modify']]);
    expect(await etagFrom(ctx)).not.toBe(etag);
  });

  it('stops a change of what has changed since', async () => {
    const { ctx, called } = withConnection();
    const answer = await answerTo(ctx, patch({ name: 'renamed' }, { 'if-match': '"0", "1"' }));
    expect([answer.statusCode, answer.json.code, called]).toEqual([412, 'PreconditionFailed', []]);
  });

  it('does not stop a repetition of a change whose first answer was lost', async () => {
    const { ctx } = withConnection();
    const etag = await etagFrom(ctx);
    await answerTo(ctx, patch({ name: 'renamed' }, { 'if-match': etag }));
    const again = await answerTo(ctx, patch({ name: 'renamed' }, { 'if-match': etag }));
    expect(again.statusCode).toBe(202);
  });

  it('is carried along by a request that is queued', async () => {
    const { ctx, enqueued } = withConnection({}, connectionIn('Updating'));
    const etag = await etagFrom(ctx);
    const answer = await answerTo(ctx, patch({ name: 'renamed' }, { 'if-match': etag }));
    expect([answer.statusCode, answer.json.status]).toEqual([202, 'Queued']);
    expect(enqueued('requests')[0]?.items?.[0]?.ifMatch).toBe(etag);
  });
});

describe('Idempotency-Key', () => {
  it('with two different values is refused before anything is called', async () => {
    const { ctx, called } = withConnection();
    const answer = await answerTo(ctx, patch({ name: 'x1' }, { 'idempotency-key': 'a, b' }));
    expect([answer.statusCode, answer.json.code, called]).toEqual([400, 'InvalidRequest', []]);
    const read = { path: `/peerings/${ID}`, headers: { 'idempotency-key': 'a, b' } };
    expect((await answerTo(ctx, read)).statusCode).toBe(200);
  });
});

describe('a caller who reads no answer', () => {
  const async = { isAsync: true } as const;

  it('is told by Request:Rejected what HTTP would have refused', async () => {
    const { sink, taken } = sinkThat('a');
    const { ctx } = fakeContext({ sinks: [sink] });
    for (const call of [
      post('/peerings', '{"vpcId":7'),
      post('/peerings', { vpcId: 7 }),
      post('/nowhere', {}),
      { ...post('/peerings', {}), query: { dryRun: 'true' } },
    ]) {
      taken.length = 0;
      const answer = await answerTo(ctx, { ...call, ...async });
      expect([answer.statusCode, answer.json.status]).toEqual([202, 'Queued']);
      expect(taken.map(({ type }) => type)).toEqual(['peerflow:Request:Rejected']);
    }
  });

  it('is told by Failed what the API refused', async () => {
    const { sink, taken } = sinkThat('a');
    const { ctx } = withConnection({
      sinks: [sink],
      peering: { modify: async () => Promise.reject(apiError('QuotaExceeded.Bandwidth')) },
    });
    const answer = await answerTo(ctx, { ...patch({ name: 'renamed' }), ...async });
    expect(answer.statusCode).toBe(202);
    expect(taken.map(({ type }) => type)).toEqual(['peerflow:Connection:Failed']);
  });

  it.each([
    ['a dry run', { ...patch({ name: 'renamed', dryRun: true }) }, 200],
    ['a dry run that policy denies', { ...patch({ name: 'renamed', DryRun: true }) }, 403],
    [
      'a dry run in the query',
      { method: 'DELETE', path: `/peerings/${ID}`, query: { dryRun: 'true', force: 'true' } },
      200,
    ],
    ['a preflight', post('/peerings/preflight', { vpcId: 7 }), 400],
  ])('is answered all the same where no event would tell: %s', async (name, call, status) => {
    const { sink, taken } = sinkThat('a');
    const settings = name.includes('denies') ? { policy: [] } : {};
    const dryRun = () => Promise.reject(apiError('DryRunOperation'));
    const peering = { modify: dryRun, delete: dryRun };
    const { ctx, enqueued } = withConnection({ sinks: [sink], settings, peering });
    const answer = await answerTo(ctx, { ...call, ...async });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).not.toHaveProperty('preference-applied');
    expect(taken).toEqual([]);
    expect(enqueued('requests')).toEqual([]);
  });

  it('is invoked again where no event can tell', async () => {
    const down = () => ({ ok: false, kind: 'refused', code: '403', detail: 'no' }) as const;
    const { ctx } = fakeContext({
      sinks: [sinkThat('a', down).sink],
      onEnqueue: () => Promise.reject(apiError('ServiceUnavailable', 503)),
    });
    const call = { ...post('/peerings', { vpcId: 7 }), ...async };
    await expect(answerTo(ctx, call)).rejects.toThrow();
  });

  it('has a request that waits in the queue, as items have', async () => {
    const { ctx, enqueued } = withConnection({}, connectionIn('Updating'));
    const answer = await answerTo(ctx, { ...patch({ name: 'renamed' }), ...async });
    expect(answer.statusCode).toBe(202);
    expect(enqueued('requests')).toHaveLength(1);
  });
});

const event = (data: unknown, id = '1') => ({
  specversion: '1.0',
  id,
  source: 'shop',
  type: 'peering:Connection:Requested',
  data,
});

describe('CloudEvents over HTTP', () => {
  const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
  const batched = { 'content-type': 'application/cloudevents-batch+json' };

  it('are items: each is told by events, and answered as in a batch of messages', async () => {
    const { sink, taken } = sinkThat('a');
    const { ctx } = fakeContext({ sinks: [sink] });
    const one = await answerTo(ctx, post('/peerings', event({ vpcId: 7 }), structured));
    expect([one.statusCode, one.json.outcomes]).toMatchObject([202, [{ outcome: 'rejected' }]]);
    const two = [event({ vpcId: 7 }), event({ vpcId: 8 }, '2')];
    const several = await answerTo(ctx, post('/peerings', two, batched));
    expect(several.json.outcomes).toMatchObject([{ item: 0 }, { item: 1 }]);
    expect(taken).toHaveLength(3);
  });

  it('are taken in binary mode as well', async () => {
    const { ctx } = fakeContext();
    const attributes = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 's', 'ce-type': 't' };
    const { statusCode, json } = await answerTo(ctx, post('/peerings', { vpcId: 7 }, attributes));
    expect([statusCode, json.outcomes]).toMatchObject([202, [{ outcome: 'rejected' }]]);
  });

  it('are refused by every other call, too large ones and encoded ones by this one', async () => {
    const { ctx } = fakeContext();
    const statusOf = async (call: object) => (await answerTo(ctx, call)).statusCode;
    expect(await statusOf(post('/peerings/preflight', event({}), structured))).toBe(415);
    const gzip = { ...structured, 'content-encoding': 'gzip' };
    expect(await statusOf(post('/peerings', event({}), gzip))).toBe(415);
    expect(await statusOf(post('/peerings', event('x'.repeat(140_000)), structured))).toBe(413);
  });

  it('that nobody could finish or queue are not acknowledged', async () => {
    const { ctx } = fakeContext({
      sinks: [sinkThat('a', () => ({ ok: false, kind: 'refused', code: 'X', detail: 'no' })).sink],
      onEnqueue: () => Promise.reject(apiError('ServiceUnavailable', 503)),
    });
    const { statusCode, headers } = await answerTo(ctx, post('/peerings', event(7), structured));
    expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
  });
});

describe('a queue that takes nothing', () => {
  const later = new ApiError({
    kind: 'api',
    operation: 'ModifyVpcPeerConnection',
    code: 'Conflict.Operation',
    message: 'busy',
    status: 400,
  });

  it('is answered with 503 within seconds', async () => {
    const { ctx } = withConnection({
      peering: { modify: async () => Promise.reject(later) },
      onEnqueue: () => Promise.reject(apiError('ServiceUnavailable', 503)),
    });
    const startedAt = ctx.clock.now();
    const { statusCode, json } = await answerTo(ctx, patch({ name: 'renamed' }));
    expect([statusCode, json.code, json.retryable]).toEqual([503, 'ServiceUnavailable', true]);
    expect(ctx.clock.now() - startedAt).toBeLessThan(12_000);
  });
});

describe('POST /peerings/{instanceId}/routes', () => {
  const path = `/peerings/${ID}/routes`;

  it('has the wanted routes made good', async () => {
    const { ctx, enqueued } = withConnection();
    const { statusCode, headers, json } = await answerTo(ctx, { method: 'POST', path });
    expect([statusCode, headers.location]).toEqual([202, path]);
    expect(json.connection).toEqual({ instanceId: ID, status: 'Activated' });
    expect(enqueued('routes')).toMatchObject([{ instanceId: ID, purpose: 'make' }]);
  });

  it('has no fields, and needs a connection that is there', async () => {
    const { ctx } = withConnection();
    expect((await answerTo(ctx, post(path, { routes: 'both' }))).statusCode).toBe(400);
    const other = { method: 'POST', path: '/peerings/pcc-other/routes' };
    expect((await answerTo(ctx, other)).statusCode).toBe(404);
  });
});

describe('GET /', () => {
  it('is the page where it is on, with its policy, and nothing where it is off', async () => {
    const { ctx } = fakeContext();
    const on = await answerTo(ctx, { path: '/' }, depsOf({ isPageOn: true }));
    expect(on.statusCode).toBe(200);
    expect(on.headers['content-security-policy']).toContain("default-src 'none'");
    expect(on.body).toMatch(/^<!doctype html>/);
    expect((await answerTo(ctx, { path: '/' })).statusCode).toBe(404);
  });
});

describe('a call from a page of another site', () => {
  test.each(['GET', 'POST', 'OPTIONS'])('is refused (%s)', async (method) => {
    const { ctx } = fakeContext();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const { statusCode, json } = await answerTo(ctx, { method, path: '/peerings', headers });
    expect([statusCode, json.code]).toEqual([403, 'PolicyDenied']);
  });
});

describe('a fault of Peerflow itself', () => {
  it('is a 500 that tells nothing of it', async () => {
    const { ctx, lines } = withConnection({
      peering: { get: async () => Promise.reject(new Error('secret')) },
    });
    const { statusCode, body, json } = await answerTo(ctx, { path: `/peerings/${ID}` });
    expect([statusCode, json.code]).toEqual([500, 'Internal']);
    expect(body).not.toContain('secret');
    expect(lines.some(({ level }) => level === 'error')).toBe(true);
  });
});

it('the owner of the samples is the account of the settings', () => {
  expect(connectionIn('Activated').ownerId).toBe(ACCOUNT);
});
