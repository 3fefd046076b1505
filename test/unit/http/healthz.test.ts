import { describe, expect, it } from 'vitest';
import { handleHttp } from '../../../lib/http/api.ts';
import { answerFaults } from '../../../lib/http/mishaps.ts';
import type { HttpCall } from '../../../lib/intake/old-types.ts';
import { readInvocation } from '../../../lib/runtime/invocation.ts';
import { contextWith } from '../peering/create/context.ts';

const call: HttpCall = {
  method: 'GET',
  path: '/healthz',
  query: {},
  headers: {},
  body: Buffer.alloc(0),
  requestId: undefined,
};

const KEYS = { accessKeyId: 'LTAIsecretid', accessKeySecret: 'secret', securityToken: 'token' };
const ENV = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIother', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'other' };

const health = async (context: object, env: Record<string, string>) => {
  const { ctx } = contextWith(async () => undefined);
  const answer = await handleHttp(
    ctx,
    call,
    readInvocation({ requestId: 'inv-1', ...context }, env),
  );
  return { status: answer.statusCode, body: JSON.parse(answer.body), text: answer.body };
};

describe('GET /healthz', () => {
  it('names the source of the credentials, and never what they are', async () => {
    const role = await health({ credentials: KEYS }, ENV);
    const variables = await health({}, ENV);

    expect([role.status, role.body.credentials]).toEqual([200, 'context']);
    expect([variables.status, variables.body.credentials]).toEqual([200, 'environment']);
    for (const { text } of [role, variables])
      expect(text).not.toMatch(/LTAI|secretid|"secret"|"token"|other/);
  });

  it('names what is missing', async () => {
    const none = await health({}, {});
    const half = await health({}, { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIother' });

    for (const { status, body } of [none, half]) {
      expect([status, body.code]).toEqual([503, 'NotConfigured']);
      expect(body.errors).toMatchObject([{ pointer: '/ALIBABA_CLOUD_ACCESS_KEY_ID' }]);
    }
  });

  it('names missing credentials together with the faults of the configuration', async () => {
    const faults = [{ variable: 'PEERFLOW_SINKS', detail: 'holds what is no sink' }];
    const answer = await answerFaults({ kind: 'http', call }, faults, readInvocation({}, {}));
    const body = JSON.parse(answer.body);

    expect(answer.statusCode).toBe(503);
    expect(body.errors.map((each: { pointer: string }) => each.pointer)).toEqual([
      '/PEERFLOW_SINKS',
      '/ALIBABA_CLOUD_ACCESS_KEY_ID',
    ]);
    await expect(answerFaults(undefined, faults, readInvocation({}, {}))).rejects.toThrow(
      /PEERFLOW_SINKS/,
    );
  });
});
