import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { ab, call, calls, idOf, kinds, statusOf, withSandbox } from '../peerflow/with-sandbox.ts';

describe.concurrent('an action on a connection that is in motion', () => {
  it('waits between its looks', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const id = idOf(await call(sandbox, 'POST', '/peerings', ab));
    await statusOf(sandbox, id, 'Activated');
    await sandbox.idle(0);

    await call(sandbox, 'PATCH', `/peerings/${id}`, { name: 'renamed' });
    const before = calls(sandbox, 'GetVpcPeerConnectionAttribute');
    const gone = await call(sandbox, 'DELETE', `/peerings/${id}`);

    expect(gone.status).toBe(202);
    expect(calls(sandbox, 'GetVpcPeerConnectionAttribute') - before).toBeLessThan(15);
  });
});

describe.concurrent('trouble while a caller waits', () => {
  const busy = { status: 400, code: 'Conflict.Operation' };
  const failCreate = (sandbox: Sandbox, { status, code }: typeof busy, headers = {}) => {
    sandbox.services.unshift(async (request) =>
      request.headers['x-acs-action'] === 'CreateVpcPeerConnection'
        ? {
            status,
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ Code: code, Message: 'later', RequestId: 'REQ-1' }),
          }
        : undefined,
    );
  };

  it('is queued, with a place to look for what becomes of it', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, switches: { dropDelayed: true } });
    failCreate(sandbox, busy);
    const answer = await call(sandbox, 'POST', '/peerings', ab, { 'idempotency-key': 'a/b+c' });
    expect([answer.status, answer.body.status]).toEqual([202, 'Queued']);
    expect(answer.headers.get('location')).toBe('/peerings?requestId=a%2Fb%2Bc');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call(sandbox, 'GET', answer.headers.get('location') ?? '')).body).toEqual({
      connections: [],
      nextToken: null,
    });
  });

  it('is never queued for a question: nobody would hear the answer', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    failCreate(sandbox, { status: 400, code: 'IncorrectStatus.Vpc' });
    const answer = await call(sandbox, 'POST', '/peerings', { ...ab, dryRun: true });
    expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([
      409,
      'IncorrectStatus.Vpc',
      true,
    ]);
    expect(kinds(sandbox)).toEqual([]);
    expect(sandbox.journal.entries.filter(({ kind }) => kind === 'invoke')).toHaveLength(1);
  });

  it('is told with the time that the service asks for, where nothing can be queued', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished });
    failCreate(sandbox, { status: 400, code: 'Throttling.User' }, { 'x-acs-retry-after': '7000' });
    sandbox.services.unshift(async ({ path }) =>
      path.endsWith('/invocations') ? { status: 500, body: 'no' } : undefined,
    );
    const answer = await call(sandbox, 'POST', '/peerings', ab);
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
      429,
      'Throttling.User',
      '7',
    ]);
  });
});
