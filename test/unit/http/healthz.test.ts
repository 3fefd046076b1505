import { describe, expect, it } from 'vitest';
import type { DeepHealth } from '../../../lib/health/port.ts';
import { answerFaults } from '../../../lib/http/problem.ts';
import { fakeContext } from '../support/context.ts';
import { answerTo, depsOf } from './support.ts';

const SIGNED = { headers: { authorization: 'ACS3-HMAC-SHA256 Credential=id' } };

describe('GET /healthz', () => {
  it('tells an anonymous caller the status alone', async () => {
    const { ctx } = fakeContext();
    const { statusCode, json } = await answerTo(ctx, {});
    expect([statusCode, json]).toEqual([200, { status: 'ok' }]);
  });

  it('names the source of the credentials to others, and no value of the configuration', async () => {
    const { ctx } = fakeContext();
    for (const credentialSource of ['context', 'environment'] as const) {
      const invocation = { requestId: 'i', credentialSource };
      const { json } = await answerTo(ctx, SIGNED, depsOf(), invocation);
      expect(json).toEqual({ status: 'ok', configuration: 'ok', credentials: credentialSource });
    }
  });

  it('is a problem without credentials', async () => {
    const { ctx } = fakeContext();
    const invocation = { requestId: 'i', credentialSource: undefined };
    const { statusCode, json } = await answerTo(ctx, {}, depsOf(), invocation);
    expect([statusCode, json.code]).toEqual([503, 'NotConfigured']);
    expect(json.errors).toMatchObject([{ pointer: '/ALIBABA_CLOUD_ACCESS_KEY_ID' }]);
  });

  it('refuses parameters that it does not know', async () => {
    const { ctx } = fakeContext();
    const { statusCode } = await answerTo(ctx, { ...SIGNED, query: { deep: 'maybe' } });
    expect(statusCode).toBe(400);
  });
});

const health = (more: Partial<DeepHealth> = {}): DeepHealth => ({
  functionName: 'peerflow-request',
  clock: { now: () => 0 },
  probes: [async () => ({ name: 'clock', ok: true, detail: 'fine' })],
  shared: { PEERFLOW_NAME: 'peerflow' },
  siblings: ['peerflow-worker', 'peerflow-poller'],
  ask: async (name) => ({
    peerflow: 'health',
    name,
    checks: [{ name: 'connections', ok: true, detail: 'can be listed' }],
    shared: { PEERFLOW_NAME: 'peerflow' },
  }),
  ...more,
});

let account = 0;
/** The report is kept for a minute per account: each test asks for one of its own. */
const freshContext = () => fakeContext({ settings: { accountId: `1000${++account}` } }).ctx;

const deepOf = async (made: DeepHealth, ctx = freshContext()) => {
  const deps = depsOf({ health: () => made });
  return (await answerTo(ctx, { ...SIGNED, query: { deep: 'true' } }, deps)).json;
};

describe('GET /healthz?deep=true', () => {
  it('is not for anonymous callers', async () => {
    const { statusCode, json } = await answerTo(freshContext(), { query: { deep: 'true' } });
    expect([statusCode, json.code]).toEqual([403, 'PolicyDenied']);
  });

  it('tells what each function found', async () => {
    expect(await deepOf(health())).toMatchObject({
      status: 'ok',
      functions: [
        { name: 'peerflow-request', ok: true, checks: [{ name: 'clock' }] },
        { name: 'peerflow-worker', ok: true },
        { name: 'peerflow-poller', ok: true },
      ],
    });
  });

  it('names what is missing under the name of the function', async () => {
    const missing = { name: 'queue x', ok: false, detail: 'QueueNotExist', remedy: 'Make it.' };
    const json = await deepOf(
      health({
        probes: [async () => missing],
        ask: async (name) => {
          if (name === 'peerflow-worker') throw new Error('FunctionNotFound');
          return { peerflow: 'health', name, checks: [], shared: { PEERFLOW_NAME: 'other' } };
        },
      }),
    );
    expect(json.status).toBe('failed');
    expect(json.functions).toMatchObject([
      { name: 'peerflow-request', ok: false, checks: [missing] },
      { name: 'peerflow-worker', ok: false, checks: [{ detail: 'FunctionNotFound' }] },
      { name: 'peerflow-poller', ok: false, checks: [{ name: 'setting PEERFLOW_NAME' }] },
    ]);
  });

  it('is kept for a minute', async () => {
    const { ctx, advance } = fakeContext({ settings: { accountId: `1000${++account}` } });
    let asked = 0;
    const counted = health({
      probes: [async () => ({ name: 'n', ok: true, detail: String(++asked) })],
    });
    await Promise.all([deepOf(counted, ctx), deepOf(counted, ctx)]);
    advance(59_000);
    await deepOf(counted, ctx);
    expect(asked).toBe(1);
    advance(2_000);
    await deepOf(counted, ctx);
    expect(asked).toBe(2);
  });
});

describe('a wrong configuration', () => {
  const faults = [{ variable: 'PEERFLOW_SINKS', detail: 'holds what is no sink' }];
  const invocation = { requestId: 'i', credentialSource: undefined };
  const event = (headers: Record<string, string> = {}) =>
    Buffer.from(
      JSON.stringify({
        version: 'v1',
        rawPath: '/healthz',
        headers,
        queryParameters: {},
        body: '',
        isBase64Encoded: false,
        requestContext: { http: { method: 'GET', path: '/healthz' }, requestId: 'r' },
      }),
    );

  it('is a problem that names every variable and rule at once', async () => {
    const { statusCode, body } = await answerFaults(event(), faults, invocation);
    expect(statusCode).toBe(503);
    expect(JSON.parse(body).errors).toMatchObject([
      { pointer: '/PEERFLOW_SINKS' },
      { pointer: '/ALIBABA_CLOUD_ACCESS_KEY_ID' },
    ]);
  });

  it('fails the invocation of everybody who reads no answer', async () => {
    const others = [Buffer.from('{}'), event({ 'x-fc-invocation-type': 'Async' })];
    for (const each of others)
      await expect(answerFaults(each, faults, invocation)).rejects.toThrow(/PEERFLOW_SINKS/);
  });
});
