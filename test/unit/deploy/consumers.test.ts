import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CREDENTIALS, ROOT, serve } from './stub.ts';

const EVENT = {
  specversion: '1.0',
  source: 'peerflow',
  id: 'pcc-1-Activated',
  type: 'peerflow:Connection:Activated',
  time: '2026-11-29T12:00:00Z',
  data: {
    peerflow: 'event',
    requestId: 'r-1',
    connection: {
      instanceId: 'pcc-1',
      regionId: 'cn-hangzhou',
      vpc: { vpcId: 'vpc-hub' },
      acceptingVpc: { vpcId: 'vpc-spoke' },
    },
  },
};

/** Starts a script that keeps running; lines of its output come one by one. */
const start = (script: string, env: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...CREDENTIALS, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill();
  });
  const lines = createInterface({ input: child.stdout });
  return async (): Promise<string> => String((await once(lines, 'line'))[0]);
};

describe('the webhook example', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const body = JSON.stringify(EVENT);

  const post = async (port: string, signature: string, time: Date) => {
    const seconds = String(Math.floor(time.getTime() / 1000));
    const headers = {
      'webhook-id': EVENT.id,
      'webhook-timestamp': seconds,
      'webhook-signature': signature,
    };
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers });
    return answer.status;
  };

  it('takes a genuine event, also one of two signatures, and nothing else', async () => {
    const line = start('examples/consumers/webhook.mjs', {
      PEERFLOW_WEBHOOK_SECRET: secret,
      PORT: '0',
    });
    const port = (await line()).replace('port ', '');
    const now = new Date();
    const genuine = new Webhook(secret).sign(EVENT.id, now, body);
    const other = new Webhook(Buffer.alloc(32, 8).toString('base64')).sign(EVENT.id, now, body);
    const printed = line();
    expect(await post(port, genuine, now)).toBe(204);
    expect(await printed).toContain('peerflow:Connection:Activated pcc-1');
    expect(await post(port, `${other} ${genuine}`, now)).toBe(204);
    expect(await post(port, other, now)).toBe(401);
    expect(await post(port, '', now)).toBe(401);
    const old = new Date(now.getTime() - 600_000);
    expect(await post(port, new Webhook(secret).sign(EVENT.id, old, body), old)).toBe(401);
  });
});

describe('the queue worker example', () => {
  const headers = { 'content-type': 'text/xml' };
  const message = (handle: string) => ({
    status: 200,
    headers,
    body: [
      '<Message xmlns="http://mns.aliyuncs.com/doc/v1/">',
      `<MessageBody>${Buffer.from(JSON.stringify(EVENT)).toString('base64')}</MessageBody>`,
      `<ReceiptHandle>${handle}</ReceiptHandle></Message>`,
    ].join(''),
  });
  const NONE = '<Error><Code>MessageNotExist</Code><Message>none</Message></Error>';

  it('prints an event once though it comes twice, and deletes both messages', async () => {
    const waiting = ['one', 'two'];
    const bothDeleted = new EventEmitter();
    const done = once(bothDeleted, 'done');
    const { received, base } = await serve(({ method }) => {
      if (method === 'DELETE') {
        if (waiting.length === 0) bothDeleted.emit('done');
        return { status: 204 };
      }
      const handle = waiting.shift();
      return handle === undefined ? { status: 404, headers, body: NONE } : message(handle);
    });
    const line = start('examples/consumers/queue-worker.mjs', { PEERFLOW_ENDPOINT: base });
    const first = await line();
    await done;
    expect(first).toBe('2026-11-29T12:00:00Z peerflow:Connection:Activated pcc-1');
    const deleted = received
      .filter(({ method }) => method === 'DELETE')
      .map(({ url }) => url.searchParams.get('ReceiptHandle'));
    expect(deleted).toEqual(['one', 'two']);
  });
});

describe('the downstream function example', () => {
  const shape = v.object({ handler: v.function() });
  const context = {
    credentials: { accessKeyId: 'key', accessKeySecret: 'secret', securityToken: 'token' },
  };
  const invoke = async (event: unknown): Promise<unknown> => {
    const file = `${ROOT}/examples/consumers/downstream.mjs`;
    const { handler } = v.parse(shape, await import(file));
    return handler(Buffer.from(JSON.stringify(event)), context);
  };

  it('tags the VPC with its new neighbour', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = { status: 200, body: '{"RequestId":"1"}', headers };
    const { received, base } = await serve(() => answer);
    process.env.VPC_ENDPOINT = base;
    onTestFinished(() => {
      delete process.env.VPC_ENDPOINT;
    });
    expect(await invoke(EVENT)).toBe('vpc-hub is peered with vpc-spoke by pcc-1');
    expect(Object.fromEntries(received[0]?.url.searchParams ?? [])).toMatchObject({
      RegionId: 'cn-hangzhou',
      ResourceType: 'VPC',
      'ResourceId.1': 'vpc-hub',
      'Tag.1.Key': 'peered-with',
      'Tag.1.Value': 'vpc-spoke',
    });
    expect(received[0]?.headers['x-acs-action']).toBe('TagResources');
  });

  it('ignores other events', async () => {
    expect(await invoke({ ...EVENT, type: 'peerflow:Connection:Creating' })).toBe('ignored');
  });
});
