import { describe, expect, it, test } from 'vitest';
import { ab, call, calls, idOf, statusOf, withSandbox } from '../peerflow/with-sandbox.ts';
import { bare } from './support.ts';

describe('headers', () => {
  it('gives the request id back, also with an error', async () => {
    const sandbox = await withSandbox();
    const id = { 'x-request-id': 'order:4711/a' };
    for (const path of ['/healthz', '/nowhere', '/peerings/pcc-unknown'])
      expect((await bare(sandbox, 'GET', path, id)).headers['x-request-id']).toBe('order:4711/a');
    for (const bad of ['two words', 'x'.repeat(256)]) {
      const answer = await bare(sandbox, 'GET', '/healthz', { 'x-request-id': bad });
      expect(answer.headers['x-request-id']).toBe(answer.headers['x-fc-request-id']);
    }
  });

  it('gives it back when nothing is configured, too', async () => {
    const sandbox = await withSandbox({ env: { PEERFLOW_SINKS: 'kafka://x' } });
    const answer = await bare(sandbox, 'GET', '/healthz', { 'x-request-id': 'mine' });
    expect([answer.status, answer.headers['x-request-id'], answer.headers['retry-after']]).toEqual([
      503,
      'mine',
      '5',
    ]);
    expect((await bare(sandbox, 'HEAD', '/healthz')).body).toBe('');
  });

  it('takes JSON by any of its names, and a body without a type for JSON', async () => {
    const sandbox = await withSandbox();
    const statusFor = async (type: Record<string, string>) =>
      (await bare(sandbox, 'POST', '/peerings', type, '{"vpcId":1}')).status;
    expect(await statusFor({})).toBe(400);
    expect(await statusFor({ 'content-type': 'application/json;charset=UTF-8' })).toBe(400);
    expect(await statusFor({ 'content-type': 'application/vnd.peerflow+json' })).toBe(400);
    expect(await statusFor({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect(await statusFor({ 'content-type': 'text/json-ish' })).toBe(415);
    expect(
      (await bare(sandbox, 'POST', '/peerings', { 'content-type': 'text/plain' })).status,
    ).toBe(400);
  });

  test.each([
    ['quoted and bare', '"order-1"', 'order-1'],
    ['with escapes', '"a \\"b\\" \\\\c"', 'a "b" \\c'],
    ['longer than an id', 'k'.repeat(500), `"${'k'.repeat(500)}"`],
    ['of odd characters', "!#$%&'*~^`|{}<>?;", '"!#$%&\'*~^`|{}<>?;"'],
    ['sent twice', 'order-1, order-1', '"order-1"'],
  ])('a key %s is the same key', async (_, first, second) => {
    const sandbox = await withSandbox();
    const one = await call(sandbox, 'POST', '/peerings', ab, { 'idempotency-key': first });
    const two = await call(sandbox, 'POST', '/peerings', ab, { 'idempotency-key': second });
    const other = await call(
      sandbox,
      'POST',
      '/peerings',
      { ...ab, name: 'other' },
      { 'idempotency-key': first },
    );

    expect([one.status, two.status, two.body.requestId]).toEqual([202, 202, one.body.requestId]);
    expect([two.headers.get('location'), idOf(two)]).toEqual([
      one.headers.get('location'),
      idOf(one),
    ]);
    expect(two.body.adopted).toBe(false);
    expect([other.status, other.body.code]).toEqual([422, 'IdempotencyKeyReused']);
  });

  it('an empty key is no key', async () => {
    const sandbox = await withSandbox();
    const ids = new Set<unknown>();
    for (const key of ['', '""', '"  "']) {
      const answer = await call(
        sandbox,
        'POST',
        '/peerings',
        { ...ab, dryRun: true },
        { 'idempotency-key': key },
      );
      ids.add(answer.body.requestId);
    }
    expect(ids.size).toBe(3);
  });

  it('a key names a change and a delete as well', async () => {
    const sandbox = await withSandbox();
    const id = idOf(await call(sandbox, 'POST', '/peerings', ab));
    await statusOf(sandbox, id, 'Activated');
    const key = (name: string) => ({ 'idempotency-key': `"${name}"` });

    const changed = await call(
      sandbox,
      'PATCH',
      `/peerings/${id}`,
      { name: 'renamed' },
      key('change-1'),
    );
    await statusOf(sandbox, id, 'Activated');
    const gone = await call(sandbox, 'DELETE', `/peerings/${id}`, undefined, key('delete-1'));
    const again = await call(sandbox, 'DELETE', `/peerings/${id}`, undefined, key('delete-1'));

    expect([changed.status, changed.body.requestId]).toEqual([202, 'change-1']);
    for (const answer of [gone, again]) {
      expect([answer.status, answer.body.requestId]).toEqual([202, 'delete-1']);
      expect(answer.headers.get('location')).toBe(`/peerings/${id}`);
      expect(answer.headers.get('retry-after')).toBe('2');
    }
    expect(calls(sandbox, 'DeleteVpcPeerConnection')).toBe(1);
  });
});
