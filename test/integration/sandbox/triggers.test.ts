import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployed, deploy, entryWhere, LOG_EVENT, logged } from './support.ts';

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
  web: {
    code: `async (event) => {
      const { version, rawPath, queryParameters, body, requestContext } = JSON.parse(event);
      return { statusCode: 201, headers: { 'X-Path': rawPath }, isBase64Encoded: false,
        body: JSON.stringify({ version, rawPath, queryParameters, body, method: requestContext.http.method }) };
    }`,
    props: http('anonymous'),
  },
  signed: { code: `async () => 'open'`, props: http('function') },
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

  it('acknowledge an asynchronous call with 202, and run it', async () => {
    const { sandbox } = deployed;
    const headers = { 'x-fc-invocation-type': 'Async' };
    const response = await fetch(sandbox.urls.web ?? '', { method: 'POST', headers });
    expect(response.status).toBe(202);
    const requestId = response.headers.get('x-fc-request-id');
    const ran = await entryWhere(
      sandbox.journal,
      ({ kind, detail }) => kind === 'invoke' && detail.requestId === requestId,
    );
    expect(ran.detail).toMatchObject({ function: 't-web', mode: 'async', outcome: 'ok' });
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
    expect(() => deployed.sandbox.platform.fireTimer('t-web')).toThrow('t-web');
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
