import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFc, type Deployed, deploy, invokeFunction, LOG_EVENT, logged } from './support.ts';

const destinations = (kind: string, arn: string, more = ''): string => `asyncInvokeConfig:${more}
  destinationConfig:
    ${kind}: { destination: '${arn}' }`;

const ASYNC = { 'x-fc-invocation-type': 'Async' };
const INVALID = 'InvalidArgument';

const SUCCEEDS = `async () => ({ done: true })`;
const FAILS = `async () => { throw new Error('never'); }`;
const ONE_RETRY = '\n  maxAsyncRetryAttempts: 1';

const HANDLERS = {
  echo: { code: 'async (event) => event' },
  web: {
    code: `async (event) => {
      const { version, rawPath, queryParameters, body, requestContext } = JSON.parse(event);
      return { statusCode: 201, headers: { 'X-Path': rawPath }, isBase64Encoded: false,
        body: JSON.stringify({ version, rawPath, queryParameters, body, method: requestContext.http.method }) };
    }`,
    props: `triggers:
  - triggerName: http
    triggerType: http
    triggerConfig: { authType: anonymous, methods: [POST] }`,
  },
  fails: {
    code: FAILS,
    props: destinations('onFailure', 'acs:mns:cn-hangzhou:1:/queues/failed/messages', ONE_RETRY),
  },
  succeeds: {
    code: SUCCEEDS,
    props: destinations('onSuccess', 'acs:fc:cn-hangzhou:1:functions/t-target'),
  },
  'to-topic': {
    code: SUCCEEDS,
    props: destinations('onSuccess', 'acs:mns:cn-hangzhou:1:/topics/results/messages'),
  },
  'to-bus': {
    code: SUCCEEDS,
    props: destinations('onSuccess', 'acs:eventbridge:cn-hangzhou:1:eventbus/default'),
  },
  'to-nowhere': {
    code: SUCCEEDS,
    props: destinations('onSuccess', 'acs:fc:cn-hangzhou:1:functions/t-nobody'),
  },
  target: { code: LOG_EVENT },
  task: {
    code: FAILS,
    props: `role: t-worker
environmentVariables: { A: '1' }
asyncInvokeConfig:
  asyncTask: true
  maxAsyncRetryAttempts: 0
  maxAsyncEventAgeInSeconds: 600
  destinationConfig:
    onFailure: { destination: 'acs:mns:cn-hangzhou:1:/queues/tasks/messages' }`,
  },
  subscriber: {
    code: LOG_EVENT,
    props: `triggers:
  - triggerName: topic
    triggerType: mns_topic
    sourceArn: acs:mns:cn-hangzhou:1:/topics/results
    triggerConfig: { notifyContentFormat: STREAM, notifyStrategy: BACKOFF_RETRY }`,
  },
} as const;

let deployed: Deployed;

beforeAll(async () => {
  deployed = await deploy(HANDLERS);
});

afterAll(() => deployed.close());

const eventOf = async (name: string): Promise<string> => {
  const seen = await logged(deployed.sandbox.journal, `t-${name} `);
  if (typeof seen !== 'object' || seen === null || !('event' in seen)) throw new Error('no event');
  return String(seen.event);
};

describe('InvokeFunction 2023-03-30', () => {
  it('answers the result of a synchronous call', async () => {
    const { statusCode, headers, body } = await invokeFunction(deployed.sandbox, 't-echo', 'hi 你');
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: 'hi 你' });
    expect(headers['x-fc-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).not.toHaveProperty('x-fc-error-type');
  });

  it('answers 200 and names the error type when the function failed', async () => {
    const { statusCode, headers } = await invokeFunction(deployed.sandbox, 't-fails', '');
    expect(statusCode).toBe(200);
    expect(headers['x-fc-error-type']).toBe('UnhandledInvocationError');
  });

  it('acknowledges an asynchronous call; after its retries the failure goes to its queue', async () => {
    const { sandbox } = deployed;
    const answer = await invokeFunction(sandbox, 't-fails', 'payload', {
      'x-fc-invocation-type': 'Async',
    });
    expect(answer.statusCode).toBe(202);
    await sandbox.idle();
    const [message] = sandbox.smq.messages('failed');
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      requestContext: {
        requestId: answer.headers['x-fc-request-id'],
        functionArn: `acs:fc:cn-hangzhou:${sandbox.accountId}:functions/t-fails`,
        condition: 'UnhandledInvocationError',
        approximateInvokeCount: 2,
      },
      requestPayload: 'payload',
      responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
      responsePayload: expect.stringContaining('never'),
    });
  });

  it.each([
    ['a function', 'succeeds', 'target'],
    ['a topic', 'to-topic', 'subscriber'],
  ])('hands a success to %s', async (_, name, receiver) => {
    deployed.sandbox.platform.invokeAsync(`t-${name}`, Buffer.from('in'));
    expect(JSON.parse(await eventOf(receiver))).toMatchObject({
      requestContext: { condition: '', approximateInvokeCount: 1 },
      requestPayload: 'in',
      responseContext: { statusCode: 200, functionError: '' },
      responsePayload: '{"done":true}',
    });
  });

  it('hands a success to a bus, in an event', async () => {
    const { sandbox } = deployed;
    const requestId = sandbox.platform.invokeAsync('t-to-bus', Buffer.from('in'));
    await sandbox.idle();
    const those = sandbox.eventBridge.events().filter(({ id }) => id === requestId);
    expect(those).toMatchObject([
      {
        id: requestId,
        type: 'fc:AsyncInvoke:Succeeded',
        subject: `acs:fc:cn-hangzhou:${sandbox.accountId}:functions/t-to-bus`,
        data: { requestPayload: 'in', responsePayload: '{"done":true}' },
      },
    ]);
  });

  it('tells the journal of a result that has nowhere to go', async () => {
    const { sandbox } = deployed;
    sandbox.platform.invokeAsync('t-to-nowhere', Buffer.from('in'));
    await sandbox.idle();
    const summaries = sandbox.journal.entries.map(({ summary }) => summary);
    expect(summaries.filter((each) => each.startsWith('t-to-nowhere result lost'))).toEqual([
      expect.stringContaining('t-nobody'),
    ]);
  });

  it.each([
    ['an unknown function', 't-nobody', {}, '', 404, 'FunctionNotFound'],
    ['an unknown version', 't-echo?qualifier=3', {}, '', 404, 'VersionNotFound'],
    ['an unknown alias', 't-echo?qualifier=prod', {}, '', 404, 'AliasNotFound'],
    ['a delay of nothing', 't-echo', { ...ASYNC, 'x-fc-async-delay': '0' }, '', 400, INVALID],
    ['a delay that is too long', 't-echo', { 'x-fc-async-delay': '3600' }, '', 400, INVALID],
    ['a task id with a digit first', 't-task', { 'x-fc-async-task-id': '1a' }, '', 400, INVALID],
    [
      'a task id that is too long',
      't-task',
      { 'x-fc-async-task-id': 'a'.repeat(129) },
      '',
      400,
      INVALID,
    ],
    ['a delay that is no whole number', 't-echo', { 'x-fc-async-delay': '1.5' }, '', 400, INVALID],
    [
      'a large asynchronous payload',
      't-echo',
      ASYNC,
      'x'.repeat(131_073),
      413,
      'RequestEntityTooLarge',
    ],
  ])('refuses %s', async (_, name, headers, payload, statusCode, code) => {
    await expect(invokeFunction(deployed.sandbox, name, payload, headers)).rejects.toMatchObject({
      statusCode,
      code,
    });
  });

  it('refuses a wrong secret and a caller of another account', async () => {
    const { sandbox } = deployed;
    const { accessKeyId } = sandbox.credentials();
    const forged = { accessKeyId, accessKeySecret: 'wrong' };
    await expect(invokeFunction(sandbox, 't-echo', '', {}, forged)).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
    const other = sandbox.world.fixture.accounts[1]?.id ?? '';
    await expect(
      invokeFunction(sandbox, 't-echo', '', {}, sandbox.credentials(other)),
    ).rejects.toMatchObject({ statusCode: 403, code: 'AccessDenied' });
  });

  it('wraps the payload in an HTTP event where the switch says so, for functions with a trigger', async () => {
    const { sandbox } = deployed;
    sandbox.platform.switches.wrap = true;
    try {
      const wrapped = await invokeFunction(sandbox, 't-web', '{"a":1}');
      const plain = await invokeFunction(sandbox, 't-echo', '{"a":1}');
      expect(JSON.parse(JSON.parse(wrapped.body).body)).toMatchObject({
        version: 'v1',
        rawPath: '/2023-03-30/functions/t-web/invocations',
        method: 'POST',
      });
      expect(plain.body).toBe('{"a":1}');
    } finally {
      sandbox.platform.switches.wrap = false;
    }
  });
});

describe('task mode', () => {
  const named = (id: string) => ({ ...ASYNC, 'x-fc-async-task-id': id });

  it('acknowledges a task by its id, and refuses the id from then on', async () => {
    const { sandbox } = deployed;
    const answer = await invokeFunction(sandbox, 't-task', '', named('once'));
    expect(answer.statusCode).toBe(202);
    expect(answer.headers['x-fc-async-task-id']).toBe('once');
    await sandbox.idle();
    await expect(invokeFunction(sandbox, 't-task', '', named('once'))).rejects.toMatchObject({
      statusCode: 409,
      code: 'StatefulAsyncInvocationAlreadyExists',
    });
  });

  it('answers without an id where ids are ignored', async () => {
    const { sandbox } = deployed;
    sandbox.platform.switches.taskIds = 'ignore';
    try {
      const answers = [
        await invokeFunction(sandbox, 't-task', '', named('ignored')),
        await invokeFunction(sandbox, 't-task', '', named('ignored')),
      ];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
      for (const { headers } of answers) expect(headers).not.toHaveProperty('x-fc-async-task-id');
    } finally {
      sandbox.platform.switches.taskIds = 'honour';
    }
  });
});

describe('a failure destination in SMQ', () => {
  const records = () => deployed.sandbox.smq.messages('tasks').map(({ body }) => body);

  const fail = async (payload: string): Promise<string> => {
    const { sandbox } = deployed;
    const requestId = sandbox.platform.invokeAsync('t-task', Buffer.from(payload));
    await sandbox.idle();
    return requestId;
  };

  it('takes the payload as an escaped string', async () => {
    const requestId = await fail('{"a":"b"}');
    const record = records().find((body) => body.includes(requestId)) ?? '';
    expect(record).toContain('"requestPayload":"{\\"a\\":\\"b\\"}"');
  });

  it('takes a record in Base64 where the switch says so', async () => {
    const { switches } = deployed.sandbox.platform;
    switches.base64Records = true;
    try {
      const requestId = await fail('x');
      const record = Buffer.from(records().at(-1) ?? '', 'base64').toString();
      expect(JSON.parse(record)).toMatchObject({ requestContext: { requestId } });
    } finally {
      switches.base64Records = false;
    }
  });

  it('refuses a record over 64 KB, which is lost', async () => {
    const before = records().length;
    const requestId = await fail('"'.repeat(33_000));
    expect(records()).toHaveLength(before);
    expect(deployed.sandbox.journal.entries).toContainEqual(
      expect.objectContaining({
        summary: expect.stringMatching(/lost .* 65536 are allowed/),
        detail: expect.objectContaining({ requestId }),
      }),
    );
  });
});

describe('GetFunction and GetAsyncInvokeConfig', () => {
  const ask = (name: string, path = '', query: Record<string, string> = {}) =>
    callFc(deployed.sandbox, {
      action: path === '' ? 'GetFunction' : 'GetAsyncInvokeConfig',
      method: 'GET',
      pathname: `/2023-03-30/functions/${name}${path}`,
      query,
    });

  it('show what is deployed', async () => {
    const { body } = await ask('t-task');
    expect(JSON.parse(body)).toMatchObject({
      functionName: 't-task',
      functionArn: `acs:fc:cn-hangzhou:${deployed.sandbox.accountId}:functions/t-task`,
      role: `acs:ram::${deployed.sandbox.accountId}:role/t-worker`,
      environmentVariables: { A: '1' },
      memorySize: 512,
      state: 'Active',
    });
  });

  it('show the asynchronous configuration of a qualifier', async () => {
    const { body } = await ask('t-task', '/async-invoke-config', { qualifier: 'LATEST' });
    expect(JSON.parse(body)).toMatchObject({
      qualifier: 'LATEST',
      asyncTask: true,
      maxAsyncRetryAttempts: 0,
      maxAsyncEventAgeInSeconds: 600,
      destinationConfig: {
        onFailure: { destination: 'acs:mns:cn-hangzhou:1:/queues/tasks/messages' },
      },
    });
  });

  it.each([
    ['an unknown function', 't-nobody', '', 'FunctionNotFound'],
    ['a function without configuration', 't-echo', '/async-invoke-config', 'AsyncConfigNotExists'],
  ])('answer 404 for %s', async (_, name, path, code) => {
    await expect(ask(name, path)).rejects.toMatchObject({ statusCode: 404, code });
  });
});

describe('RAM', () => {
  const FIXTURE = {
    accounts: [
      {
        id: '1210123456123456',
        roles: [{ name: 't-worker', trusts: [], allow: ['vpc:*', 'fc:GetFunction'] }],
      },
    ],
    regions: [{ id: 'cn-hangzhou' }],
    vpcs: [],
  };

  it('keeps a caller from what it may not do, and a role from its failure destination', async () => {
    const { sandbox, close } = await deploy({ task: HANDLERS.task }, { fixture: FIXTURE });
    const { accountId, world, platform } = sandbox;
    const keys = world.keys.issue({ accountId, allow: ['fc:GetFunction'] });
    const get = { action: 'GetFunction', method: 'GET', pathname: '/2023-03-30/functions/t-task' };
    expect((await callFc(sandbox, get, keys)).statusCode).toBe(200);
    await expect(invokeFunction(sandbox, 't-task', '', {}, keys)).rejects.toMatchObject({
      statusCode: 403,
      code: 'AccessDenied',
    });
    platform.invokeAsync('t-task', Buffer.from('x'));
    await sandbox.idle();
    expect(sandbox.smq.messages('tasks')).toEqual([]);
    const summaries = sandbox.journal.entries.map(({ summary }) => summary);
    expect(summaries).toContainEqual(expect.stringContaining('may not mns:SendMessage'));
    await close();
  });
});

describe('InvokeFunction 2016-08-15', () => {
  const Client: new (
    accountId: string,
    config: object,
  ) => {
    invokeFunction(
      service: string,
      name: string,
      event: string,
      headers: object,
      qualifier: string,
    ): Promise<{ readonly headers: Record<string, string>; readonly data: string }>;
  } = createRequire(import.meta.url)('@alicloud/fc2/lib/client.js');

  const client = (secret?: string) => {
    const { sandbox } = deployed;
    const { accessKeyId: accessKeyID, ...keys } = sandbox.world.keys.issue({
      accountId: sandbox.accountId,
    });
    return new Client(sandbox.accountId, {
      accessKeyID,
      ...keys,
      ...(secret === undefined ? {} : { accessKeySecret: secret }),
      endpoint: sandbox.endpoint,
      region: 'cn-hangzhou',
    });
  };

  it('refuses a function that nobody declared', async () => {
    await expect(client().invokeFunction('svc', 'no', '', {}, 'LATEST')).rejects.toMatchObject({
      code: 'FunctionNotFound',
    });
  });

  it('keeps what arrives for a function that somebody else deployed', async () => {
    deployed.sandbox.platform.declareFc2('svc/fn');
    const async = { 'X-Fc-Invocation-Type': 'Async' };
    const { headers } = await client().invokeFunction('svc', 'fn', '{"a":1}', async, 'prod');
    expect(deployed.sandbox.platform.fc2Received.at(-1)).toEqual({
      service: 'svc',
      functionName: 'fn',
      qualifier: 'prod',
      async: true,
      requestId: headers['x-fc-request-id'],
      payload: Buffer.from('{"a":1}'),
    });
  });

  it('does not reach a function of 3.0, which has no service', async () => {
    await expect(
      client().invokeFunction('svc', 't-echo', 'hello', {}, 'LATEST'),
    ).rejects.toMatchObject({ code: 'FunctionNotFound' });
  });

  it('refuses a wrong secret', async () => {
    await expect(
      client('wrong').invokeFunction('svc', 'fn', '', {}, 'LATEST'),
    ).rejects.toMatchObject({ code: 'SignatureNotMatch' });
  });
});
