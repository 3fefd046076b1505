import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployed, deploy, entryWhere, invokeFunction, logged } from './support.ts';

const LOG_EVENT = `async (event, context) => { console.log(context.function.name + ' ' + JSON.stringify({ event: event.toString(), requestId: context.requestId })); }`;

const http = (authType: string): string => `triggers:
  - triggerName: http
    triggerType: http
    triggerConfig: { authType: ${authType}, methods: [GET, POST] }`;

const queue = (mode: string, name: string, schema = 'CloudEvents'): string => `triggers:
  - triggerName: queue
    triggerType: eventbridge
    triggerConfig:
      triggerEnable: true
      asyncInvocationType: false
      eventRuleFilterPattern: '{}'
      eventSourceConfig:
        eventSourceType: MNS
        eventSourceParameters: { sourceMNSParameters: { RegionId: cn-hangzhou, QueueName: ${name} } }
      eventSinkConfig: { deliveryOption: { eventSchema: ${schema} } }
      runOptions: { mode: ${mode} }`;

const HANDLERS = {
  echo: { code: 'async (event) => event' },
  web: {
    code: `async (event) => {
      const { version, rawPath, queryParameters, body, requestContext } = JSON.parse(event);
      return { statusCode: 201, headers: { 'X-Path': rawPath }, isBase64Encoded: false,
        body: JSON.stringify({ version, rawPath, queryParameters, body, method: requestContext.http.method }) };
    }`,
    props: http('anonymous'),
  },
  signed: { code: `async () => 'open'`, props: http('function') },
  fails: {
    code: `async () => { throw new Error('never'); }`,
    props: `asyncInvokeConfig:
  maxAsyncRetryAttempts: 1
  destinationConfig:
    onFailure: { destination: 'acs:mns:cn-hangzhou:1:/queues/failed/messages' }`,
  },
  succeeds: {
    code: `async () => ({ done: true })`,
    props: `asyncInvokeConfig:
  destinationConfig:
    onSuccess: { destination: 'acs:fc:cn-hangzhou:1:functions/t-target' }`,
  },
  target: { code: LOG_EVENT },
  timer: {
    code: LOG_EVENT,
    props: `triggers:
  - triggerName: sweep
    triggerType: timer
    triggerConfig: { cronExpression: '@every 1h', enable: true, payload: tick }`,
  },
  stream: { code: LOG_EVENT, props: queue('event-streaming', 'in') },
  single: { code: LOG_EVENT, props: queue('event-driven', 'in-single', 'RawData') },
  subscriber: {
    code: LOG_EVENT,
    props: `triggers:
  - triggerName: topic
    triggerType: mns_topic
    sourceArn: acs:mns:cn-hangzhou:1:/topics/news
    triggerConfig: { notifyContentFormat: STREAM, notifyStrategy: BACKOFF_RETRY }`,
  },
} as const;

let deployed: Deployed;

beforeAll(async () => {
  deployed = await deploy(HANDLERS);
});

afterAll(() => deployed.close());

const eventOf = async (name: string): Promise<unknown> => {
  const seen = await logged(deployed.sandbox.journal, `t-${name} `);
  if (typeof seen !== 'object' || seen === null || !('event' in seen)) throw new Error('no event');
  return seen.event;
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

  it('hands a success to a function', async () => {
    deployed.sandbox.platform.invokeAsync('t-succeeds', Buffer.from('in'));
    expect(JSON.parse(String(await eventOf('target')))).toMatchObject({
      requestPayload: 'in',
      responsePayload: '{"done":true}',
    });
  });

  it.each([
    ['an unknown function', 't-nobody', {}, '', 404, 'FunctionNotFound'],
    [
      'a delay that is too long',
      't-echo',
      { 'x-fc-invocation-type': 'Async', 'x-fc-async-delay': '3601' },
      '',
      400,
      'InvalidArgument',
    ],
    [
      'a delay that is no whole number',
      't-echo',
      { 'x-fc-async-delay': '1.5' },
      '',
      400,
      'InvalidArgument',
    ],
    [
      'a large asynchronous payload',
      't-echo',
      { 'x-fc-invocation-type': 'Async' },
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

  it('keeps what arrives for a service that is deployed nowhere', async () => {
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

  it('runs a function that is deployed', async () => {
    const { data } = await client().invokeFunction('svc', 't-echo', 'hello', {}, 'LATEST');
    expect(String(data)).toBe('hello');
  });

  it('refuses a wrong secret', async () => {
    await expect(
      client('wrong').invokeFunction('svc', 'fn', '', {}, 'LATEST'),
    ).rejects.toMatchObject({ code: 'SignatureNotMatch' });
  });
});

describe('HTTP triggers', () => {
  it('turn a call into an event and the answer into a response', async () => {
    const url = `${deployed.sandbox.urls.web}/a%20b?x=1&x=2`;
    const response = await fetch(url, { method: 'POST', body: 'text' });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-path')).toBe('/a%20b');
    expect(await response.json()).toEqual({
      version: 'v1',
      rawPath: '/a%20b',
      queryParameters: { x: '1,2' },
      body: 'text',
      method: 'POST',
    });
  });

  it('refuse methods they are not made for and paths that are too long', async () => {
    const url = deployed.sandbox.urls.web ?? '';
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
    expect((await fetch(`${url}/${'x'.repeat(5000)}`)).status).toBe(400);
  });

  it('ask for a signature where authType is function', async () => {
    const response = await fetch(deployed.sandbox.urls.signed ?? '');
    expect(response.status).toBe(403);
  });

  it('take unsigned calls where the sandbox is told so', async () => {
    const open = await deploy({ signed: HANDLERS.signed }, { auth: false });
    expect(await (await fetch(open.sandbox.urls.signed ?? '')).text()).toBe('open');
    await open.close();
  });
});

describe('other triggers', () => {
  it('a timer fires when told to', async () => {
    deployed.sandbox.platform.fireTimer('t-timer');
    expect(JSON.parse(String(await eventOf('timer')))).toEqual({
      triggerTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      triggerName: 'sweep',
      payload: 'tick',
    });
  });

  it('a queue delivers CloudEvents in an array', async () => {
    const { smq } = deployed.sandbox;
    smq.send('in', Buffer.from('{"vpcId":"vpc-1"}').toString('base64'));
    expect(JSON.parse(String(await eventOf('stream')))).toMatchObject([
      {
        source: 'MNS-t-stream-queue',
        type: 'mns:Queue:SendMessage',
        data: { messageId: expect.any(String), messageBody: '{"vpcId":"vpc-1"}' },
      },
    ]);
    await deployed.sandbox.idle();
    expect(smq.messages('in')).toEqual([]);
  });

  it('an event-driven RawData queue delivers the data alone', async () => {
    deployed.sandbox.smq.send('in-single', Buffer.from('one').toString('base64'));
    expect(JSON.parse(String(await eventOf('single')))).toMatchObject({ messageBody: 'one' });
  });

  it('a topic delivers the bare body', async () => {
    deployed.sandbox.smq.publish('news', 'hello topic');
    expect(await eventOf('subscriber')).toBe('hello topic');
  });

  it('fireTimer names a function without a timer', () => {
    expect(() => deployed.sandbox.platform.fireTimer('t-echo')).toThrow('t-echo');
  });

  it('a process that dies is in the journal', async () => {
    const entry = await Promise.all([
      entryWhere(deployed.sandbox.journal, ({ kind }) => kind === 'fault'),
      deploy({ dies: { code: `async () => process.exit(1)` } }).then(async (other) => {
        const died = entryWhere(other.sandbox.journal, ({ kind }) => kind === 'fault');
        await other.sandbox.platform.invoke('t-dies', Buffer.alloc(0));
        const { summary } = await died;
        await other.close();
        deployed.sandbox.journal.record({ kind: 'fault', summary, detail: {} });
      }),
    ]);
    expect(entry[0].summary).toContain('t-dies');
  });
});
