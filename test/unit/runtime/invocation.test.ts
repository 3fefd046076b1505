import { describe, expect, it } from 'vitest';
import { deadlineOf, readInvocation } from '../../../lib/runtime/invocation.ts';

const CONTEXT = {
  requestId: 'r-1',
  region: 'cn-hangzhou',
  accountId: '1210123456123456',
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'token' },
  service: { name: '', qualifier: 'LATEST' },
  function: { name: 'peerflow-request', handler: 'index.handler', memory: 128, timeout: 60 },
};
const ENV = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'env-id\n',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: ' env-secret ',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'env-token\r\n',
  FC_REGION: 'us-east-1',
  FC_ACCOUNT_ID: '253460731706911258',
  FC_FUNCTION_NAME: 'peerflow-poller',
};

describe('an invocation', () => {
  it('is what the context says', () => {
    expect(readInvocation(CONTEXT, ENV)).toEqual({
      requestId: 'r-1',
      region: 'cn-hangzhou',
      accountId: '1210123456123456',
      functionName: 'peerflow-request',
      qualifier: undefined,
      timeoutSeconds: 60,
      credentials: CONTEXT.credentials,
      credentialSource: 'context',
    });
  });

  it('is what the environment says where the context says nothing, trimmed', () => {
    expect(readInvocation({}, ENV)).toEqual({
      requestId: '',
      region: 'us-east-1',
      accountId: '253460731706911258',
      functionName: 'peerflow-poller',
      qualifier: undefined,
      timeoutSeconds: 60,
      credentials: {
        accessKeyId: 'env-id',
        accessKeySecret: 'env-secret',
        securityToken: 'env-token',
      },
      credentialSource: 'environment',
    });
  });

  it('has the credentials of the context trimmed', () => {
    const padded = { accessKeyId: 'id\n', accessKeySecret: '\tsecret', securityToken: ' token ' };
    expect(readInvocation({ ...CONTEXT, credentials: padded }, {}).credentials).toEqual(
      CONTEXT.credentials,
    );
  });

  it.each([
    ['a key without a secret', { credentials: { accessKeyId: 'id', accessKeySecret: ' ' } }],
    ['nothing', {}],
    ['null', null],
    ['another type', 'context'],
    ['another shape', { credentials: 'none', function: [], service: 7 }],
  ])('has no credentials where there is %s', (_, context) => {
    const { credentials, credentialSource } = readInvocation(context, {});
    expect([credentials, credentialSource]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ service: { qualifier: 'prod' } }, {}, 'prod'],
    [{}, { FC_QUALIFIER: 'prod' }, 'prod'],
    [{}, { FC_QUALIFIER: 'LATEST' }, undefined],
  ])('knows the alias that it runs behind: %j %j', (context, env, qualifier) => {
    expect(readInvocation(context, env).qualifier).toBe(qualifier);
  });

  it.each([
    ['90', 90],
    [86_400, 86_400],
    [86_401, 60],
    [0, 60],
    [-1, 60],
    [Number.NaN, 60],
    [Number.POSITIVE_INFINITY, 60],
    ['soon', 60],
    [null, 60],
  ])('with the timeout %s may take %i seconds', (timeout, seconds) => {
    expect(readInvocation({ function: { name: 'f', timeout } }, {}).timeoutSeconds).toBe(seconds);
  });
});

describe('the deadline', () => {
  it.each([
    [60, 55_000],
    [10, 9_000],
    [600, 595_000],
  ])('of %i seconds keeps a tenth back, five seconds at most', (timeoutSeconds, remaining) => {
    let now = 1_000;
    const clock = { now: () => now, sleep: async () => {} };
    const deadline = deadlineOf(clock, 1_000, timeoutSeconds);
    expect(deadline.remaining()).toBe(remaining);
    now += remaining + 1;
    expect(deadline.remaining()).toBe(0);
  });
});
