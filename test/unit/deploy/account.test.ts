import { describe, expect, it } from 'vitest';
import { runAccount } from '../../../deploy/account/run.ts';
import { serve } from './stub.ts';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
}

/** EventBridge's management API: every call succeeds unless the action has a refusal. */
const serveEventBridge = async (refusals: Readonly<Record<string, Refusal>> = {}) => {
  const calls: string[] = [];
  const { base } = await serve(({ url, headers }) => {
    const query = url.searchParams;
    const action = String(headers['x-acs-action']);
    calls.push([action, query.get('EventBusName') ?? query.get('ProductName')].join(' '));
    const refusal = refusals[action];
    const RequestId = `REQ-${calls.length}`;
    const answer =
      refusal === undefined
        ? { Success: true, Code: 'Success', RequestId }
        : { Success: false, Code: refusal.code, Message: refusal.message ?? 'No.', RequestId };
    return {
      status: refusal?.status ?? 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer),
    };
  });
  return { calls, base };
};

const run = async (base: string, words: readonly string[] = [], more = {}) => {
  const lines: string[] = [];
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'key',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
    PEERFLOW_REGION: 'cn-hangzhou',
    PEERFLOW_ENDPOINT: base,
    ...more,
  };
  const code = await runAccount(words, env, (text) => lines.push(text));
  return { code, text: lines.join('\n') };
};

const NOT_FOUND: Refusal = { status: 404, code: 'EventBusNotExist' };

describe('npm run account', () => {
  it('makes the bus and the three service-linked roles, and prints the next command', async () => {
    const { calls, base } = await serveEventBridge({ GetEventBus: NOT_FOUND });
    const { code, text } = await run(base);
    expect(code).toBe(0);
    expect(calls).toEqual([
      'GetEventBus peerflow',
      'CreateEventBus peerflow',
      'CreateServiceLinkedRoleForProduct AliyunServiceRoleForEventBridgeSendToMNS',
      'CreateServiceLinkedRoleForProduct AliyunServiceRoleForEventBridgeSourceMNS',
      'CreateServiceLinkedRoleForProduct AliyunServiceRoleForEventBridgeSendToFC',
    ]);
    expect(text).toContain('made     Bus peerflow');
    expect(text).toContain('aliyun ros CreateStack --RegionId cn-hangzhou');
  });

  it('leaves alone what is there, and makes nothing twice', async () => {
    const { calls, base } = await serveEventBridge({
      CreateServiceLinkedRoleForProduct: { status: 409, code: 'EntityAlreadyExists.Role' },
    });
    const { code, text } = await run(base);
    expect(code).toBe(0);
    expect(calls).not.toContain('CreateEventBus peerflow');
    expect(text.match(/^is there/gm)).toHaveLength(4);
  });

  it('takes a bus that somebody made in between for made', async () => {
    const { base } = await serveEventBridge({
      GetEventBus: NOT_FOUND,
      CreateEventBus: { status: 200, code: 'EventBusAlreadyExist' },
    });
    expect(await run(base)).toMatchObject({
      code: 0,
      text: expect.stringContaining('is there Bus'),
    });
  });

  it('names the bus after the deployment and its stage', async () => {
    const { calls, base } = await serveEventBridge();
    await run(base, ['--name', 'net', '--stage=-dev']);
    expect(calls[0]).toBe('GetEventBus net-dev');
  });

  it('prints next commands with the name and the stage, so that they can be copied', async () => {
    const { base } = await serveEventBridge();
    const { text } = await run(base, ['--name', 'net', '--stage=-dev']);
    expect(text).toContain('--StackName net-dev ');
    expect(text).toContain('--Parameters.1.ParameterKey Name --Parameters.1.ParameterValue net ');
    expect(text).toContain('--Parameters.2.ParameterKey Stage --Parameters.2.ParameterValue=-dev');
    expect(text).toContain(
      'PEERFLOW_NAME=net PEERFLOW_STAGE=-dev PEERFLOW_SINKS=eventbridge://net-dev s deploy -y',
    );
  });

  it.each([
    ['--name', 'default'],
    ['--name', 'Net'],
    ['--name', 'a-name-of-more-than-twenty'],
    ['--name', 'net-'],
    ['--stage=dev', ''],
    ['--stage=-a-stage-of-more', ''],
  ])('calls nothing for what the stack or the bus would refuse: %s %s', async (...words) => {
    const { calls, base } = await serveEventBridge();
    const { code, text } = await run(base, words.filter(Boolean));
    expect([code, calls]).toEqual([2, []]);
    expect(text).toContain(words.join(' ').trim().split(/[ =]/)[1]);
  });

  it('says what it takes', async () => {
    const { calls, base } = await serveEventBridge();
    const { code, text } = await run(base, ['--help']);
    expect([code, calls]).toEqual([0, []]);
    expect(text).toMatch(/^npm run account/);
  });

  it.each([
    ['a service that is not activated', 'ServiceNotEnable', 'EventBridge is not activated'],
    [
      'a missing right',
      'Forbidden.NoPermission',
      'The right eventbridge:CreateEventBus is missing',
    ],
    ['wrong credentials', 'InvalidAccessKeyId.NotFound', 'The credentials are not accepted'],
  ])('says plainly what is wrong: %s', async (_, code, advice) => {
    const { base } = await serveEventBridge({
      GetEventBus: NOT_FOUND,
      CreateEventBus: { status: 403, code, message: 'The cloud says why.' },
    });
    const result = await run(base);
    expect(result.code).toBe(1);
    expect(result.text).toContain(advice);
    expect(result.text).toContain(`CreateEventBus: ${code}: The cloud says why. (request REQ-2)`);
    expect(result.text).not.toContain('CreateStack');
  });

  it('tries every step, so that one run shows everything that is missing', async () => {
    const denied: Refusal = { status: 403, code: 'NoPermission' };
    const { base } = await serveEventBridge({
      GetEventBus: NOT_FOUND,
      CreateEventBus: denied,
      CreateServiceLinkedRoleForProduct: denied,
    });
    expect((await run(base)).text.match(/^REFUSED/gm)).toHaveLength(4);
  });

  it('calls nothing without a region or credentials, and says which', async () => {
    const { calls, base } = await serveEventBridge();
    expect(await run(base, [], { PEERFLOW_REGION: '' })).toMatchObject({
      code: 2,
      text: expect.stringContaining('Which region?'),
    });
    expect(await run(base, [], { ALIBABA_CLOUD_ACCESS_KEY_ID: ' ' })).toMatchObject({
      code: 2,
      text: expect.stringContaining('ALIBABA_CLOUD_ACCESS_KEY_ID is not set'),
    });
    expect(calls).toEqual([]);
  });
});
