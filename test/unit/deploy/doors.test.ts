import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { OpenApiUtil } from '@alicloud/openapi-core';
import { expect, it, onTestFinished } from 'vitest';
import { CREDENTIALS, type Received, runScript, serve } from './stub.ts';

const HTTP = 'examples/doors/http.mjs';
const REQUEST = 'examples/hub-and-spoke1.json';

/** The official core's signature over what was received. */
const officialSignature = ({ method, url, headers }: Received, payload: string): string =>
  OpenApiUtil.getAuthorization(
    {
      protocol: 'http',
      port: 80,
      body: Readable.from([]),
      method,
      pathname: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) =>
          /^(x-acs-.*|host|content-type)$/.test(name) ? [[name, String(value)]] : [],
        ),
      ),
    },
    'ACS3-HMAC-SHA256',
    payload,
    CREDENTIALS.ALIBABA_CLOUD_ACCESS_KEY_ID,
    CREDENTIALS.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
  );

it('the HTTP example posts a request with a signature and a key that stays the same', async () => {
  const { received, base } = await serve(() => ({
    status: 202,
    headers: { location: '/peerings/pcc-1' },
  }));
  for (const _ of [1, 2]) {
    const { code, output } = await runScript([HTTP, REQUEST], { PEERFLOW_URL: base });
    expect(output).toContain('202 /peerings/pcc-1');
    expect(code).toBe(0);
  }
  const [first, second] = received;
  if (first === undefined || second === undefined) throw new Error('Not called twice');
  expect(first).toMatchObject({ method: 'POST', url: { pathname: '/peerings' } });
  expect(first.headers.authorization).toBe(officialSignature(first, ''));
  expect(first.headers['x-acs-security-token']).toBe('token');
  expect(first.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
  expect(second.headers['idempotency-key']).toBe(first.headers['idempotency-key']);
  expect(JSON.parse(first.body)).toHaveProperty('vpcId');
});

it('the HTTP example fails where the answer is an error', async () => {
  const { base } = await serve(() => ({ status: 403, body: '{"code":"PolicyDenied"}' }));
  const { code, output } = await runScript([HTTP, REQUEST], { PEERFLOW_URL: base });
  expect(code).toBe(1);
  expect(output).toContain('PolicyDenied');
});

it.each([
  ['waits', [], 'Sync'],
  ['does not wait', ['--async'], 'Async'],
])('the invocation example %s', async (_, words, type) => {
  const { received, base } = await serve(() => ({ status: type === 'Async' ? 202 : 200 }));
  const script = ['examples/doors/invoke.mjs', REQUEST, ...words];
  expect(await runScript(script, { PEERFLOW_ENDPOINT: base })).toMatchObject({ code: 0 });
  const [call] = received;
  if (call === undefined) throw new Error('Not called');
  expect(call.url.pathname).toBe('/2023-03-30/functions/peerflow-request/invocations');
  expect(call.headers['x-fc-invocation-type']).toBe(type);
  expect(call.headers.authorization).toBe(
    officialSignature(call, String(call.headers['x-acs-content-sha256'])),
  );
});

const XML = { 'content-type': 'text/xml' };
const SENT =
  '<Message xmlns="http://mns.aliyuncs.com/doc/v1/"><MessageId>M-1</MessageId></Message>';

it('the queue example sends Base64, which the trigger decodes', async () => {
  const { received, base } = await serve(() => ({ status: 201, body: SENT, headers: XML }));
  const script = ['examples/doors/queue.mjs', 'examples/queue/beijing-apps-and-data.json'];
  const { code, output } = await runScript(script, { PEERFLOW_ENDPOINT: base });
  expect(output).toContain('201 M-1');
  expect(code).toBe(0);
  expect(received[0]?.url.pathname).toBe('/queues/peerflow-requests/messages');
  const text = /<MessageBody>([^<]+)<\/MessageBody>/.exec(received[0]?.body ?? '')?.[1] ?? '';
  expect(JSON.parse(Buffer.from(text, 'base64').toString())).toHaveProperty('acceptingVpcId');
});

it('the queue example sends nothing that is too large in Base64', async () => {
  const { received, base } = await serve(() => ({ status: 201, body: SENT, headers: XML }));
  const folder = await mkdtemp(join(tmpdir(), 'peerflow-door-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'large.json');
  writeFileSync(file, JSON.stringify({ description: 'x'.repeat(50_000) }));
  const { code, output } = await runScript(['examples/doors/queue.mjs', file], {
    PEERFLOW_ENDPOINT: base,
  });
  expect(code).toBe(1);
  expect(output).toContain('at most 65536');
  expect(received).toEqual([]);
});

it.each([
  [{ FailedEntryCount: 0, EntryList: [{ EventId: '1' }] }, 0],
  [{ FailedEntryCount: 1, EntryList: [{ EventId: '1', ErrorCode: 'EventBusNotExist' }] }, 1],
])(
  'the bus example sends to the bus of the deployment and sees failed entries',
  async (body, code) => {
    const answer = { status: 200, body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json' };
    const { received, base } = await serve(() => ({ ...answer, headers }));
    const script = [
      'examples/doors/bus.mjs',
      'examples/eventbridge/landing-zone-account-ready.json',
    ];
    const result = await runScript(script, { PEERFLOW_ENDPOINT: base });
    expect(result).toMatchObject({ code });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject([
      {
        type: 'peering:Connection:Requested',
        aliyuneventbusname: 'peerflow',
        data: { vpcId: expect.any(String) },
      },
    ]);
  },
);
