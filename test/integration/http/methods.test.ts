import { describe, expect, it } from 'vitest';
import { call, withSandbox } from '../peerflow/with-sandbox.ts';
import { bare, nothingCalled } from './support.ts';

describe('methods and paths', () => {
  it('HEAD is GET without its body, wherever GET is', async () => {
    const sandbox = await withSandbox();
    for (const path of [
      '/healthz',
      '/openapi.json',
      '/peerings',
      '/peerings/pcc-unknown',
      '/nowhere',
    ]) {
      const get = await bare(sandbox, 'GET', path);
      const head = await bare(sandbox, 'HEAD', path);
      const lengthOf = ({ headers }: typeof get) => headers['content-length'];
      expect([path, head.status, head.headers['content-type'], lengthOf(head)]).toEqual([
        path,
        get.status,
        get.headers['content-type'],
        lengthOf(get),
      ]);
      expect([head.body, get.body === '']).toEqual(['', false]);
      expect(head.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('OPTIONS names the methods of a path, and has no body', async () => {
    const sandbox = await withSandbox();
    const allowed = async (path: string) => {
      const answer = await bare(sandbox, 'OPTIONS', path);
      return [answer.status, answer.headers.allow, answer.body];
    };
    expect(await allowed('/peerings')).toEqual([204, 'GET, POST, HEAD, OPTIONS', '']);
    expect(await allowed('/peerings/pcc-1')).toEqual([
      204,
      'GET, PATCH, DELETE, HEAD, OPTIONS',
      '',
    ]);
    expect(await allowed('/peerings/preflight')).toEqual([204, 'POST, OPTIONS', '']);
    expect(await allowed('/peerings/pcc-1/accept')).toEqual([204, 'POST, OPTIONS', '']);
    expect((await allowed('/nowhere'))[0]).toBe(404);
  });

  it.each([
    ['DELETE', '/peerings/pcc-1?forse=true', '/forse'],
    ['GET', '/peerings/pcc-1?all=true', '/all'],
    ['GET', '/openapi.json?v=1', '/v'],
    ['PATCH', '/peerings/pcc-1?name=orders', '/name'],
    ['POST', '/peerings/pcc-1/accept?dryRun=true', '/dryRun'],
    ['POST', '/peerings/preflight?a/b=1', '/a~1b'],
  ])('%s %s is refused rather than half read', async (method, path, pointer) => {
    const sandbox = await withSandbox();
    const answer = await call(sandbox, method, path);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual({
      pointer,
      detail: expect.stringMatching(/^is not a query parameter of this call; /),
    });
    expect(nothingCalled(sandbox)).toBe(true);
  });

  it('what the platform adds to a query is none of its business', async () => {
    const sandbox = await withSandbox();
    const answer = await call(sandbox, 'POST', '/peerings?x-fc-signature=abc', {});
    expect(answer.body.errors).not.toContainEqual(
      expect.objectContaining({ pointer: '/x-fc-signature' }),
    );
  });

  it('a trailing slash is the same path', async () => {
    const sandbox = await withSandbox();
    expect((await call(sandbox, 'GET', '/peerings/')).status).toBe(200);
    expect((await call(sandbox, 'POST', '/peerings/', {})).status).toBe(400);
    expect((await call(sandbox, 'GET', '/healthz/')).status).toBe(200);
  });

  it('what is no connection id is not there, and no call is spent on it', async () => {
    const sandbox = await withSandbox();
    for (const id of [
      'vpc-a',
      'pcc-',
      'PCC-1',
      'pcc-a_b',
      '..',
      '%00',
      'x'.repeat(200),
      '__proto__',
    ]) {
      for (const [method, path] of [
        ['GET', `/peerings/${id}`],
        ['PATCH', `/peerings/${id}`],
        ['DELETE', `/peerings/${id}`],
        ['POST', `/peerings/${id}/accept`],
      ] as const)
        expect([id, method, (await bare(sandbox, method, path)).status]).toEqual([id, method, 404]);
    }
    expect(nothingCalled(sandbox)).toBe(true);
  });
});

describe('GET /healthz', () => {
  it('says where the credentials come from to who is known, and calls nothing', async () => {
    const sandbox = await withSandbox();
    const token = { authorization: 'Bearer a.b.c' };
    const known = await call(sandbox, 'GET', '/healthz', undefined, token);
    const anonymous = await call(sandbox, 'GET', '/healthz');
    expect([known.status, known.body]).toEqual([
      200,
      { status: 'ok', configuration: 'ok', credentials: 'context' },
    ]);
    expect([anonymous.status, anonymous.body]).toEqual([200, { status: 'ok' }]);
    expect(nothingCalled(sandbox)).toBe(true);
  });

  it('tells no secret', async () => {
    const env = {
      PEERFLOW_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
      PEERFLOW_ACCEPTER_EXTERNAL_ID: 'external-secret',
    };
    const sandbox = await withSandbox({ env });
    const token = { authorization: 'Bearer a.b.c' };
    const text = (await bare(sandbox, 'GET', '/healthz', token)).body;
    expect(text).not.toMatch(/whsec|BwcH|external-secret|STS\.|LTAI|peerflow-|cn-hangzhou/);
  });

  it('names a wrong variable and its rule, and not its value', async () => {
    const sandbox = await withSandbox({ env: { PEERFLOW_SINKS: 'kafka://user:secret@x' } });
    const answer = await call(sandbox, 'GET', '/healthz');
    expect([answer.status, answer.body.code]).toEqual([503, 'NotConfigured']);
    expect(JSON.stringify(answer.body)).toContain('PEERFLOW_SINKS');
    expect(JSON.stringify(answer.body)).not.toMatch(/user:secret|kafka/);
  });
});
