import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { changed } from './deployment.ts';
import { pairs, request } from './pairs.ts';
import { OTHER, withSandbox } from './with-sandbox.ts';

/**
 * Megabytes of heap. A process of Node.js takes 50 MB before its heap has anything of ours in it; with
 * 60 more it fits into an instance of 128 MB. One that needs more of it dies.
 */
const HEAP = 60;

/** A function that has all the time it wants, and memory for so many megabytes of heap. */
const withHeap = async (megabytes: number, pairCount: number): Promise<Sandbox> =>
  withSandbox({
    serverless: await changed(({ props }) => {
      props('request').timeout = 86_400;
    }),
    fixture: pairs(pairCount),
    env: { NODE_OPTIONS: `--max-old-space-size=${megabytes}`, PEERFLOW_LOG_LEVEL: 'error' },
  });

const message = (messageBody: string, at: number) => ({
  id: `c2g71017-${at}`,
  source: 'MNS-Function-mnstrigger',
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  datacontenttype: 'application/json; charset=utf-8',
  subject: 'acs:mns:cn-hangzhou:164901546557****:queues/zeus',
  time: '2021-04-08T06:28:17.093Z',
  aliyunaccountid: '164901546557****',
  aliyuneventbusname: 'MNS-Function-mnstrigger',
  data: { requestId: '606EA3074344430D4C81', messageId: `M${at}`, messageBody },
});

const batch = (count: number, body: (at: number) => string): Buffer =>
  Buffer.from(JSON.stringify(Array.from({ length: count }, (_, at) => message(body(at), at))));

const told = ({ eventBridge }: Sandbox, type: string): number =>
  new Set(
    eventBridge.events().flatMap((event) => (event.type === `peerflow:${type}` ? [event.id] : [])),
  ).size;

describe('a batch of four megabytes', () => {
  it.each<[string, Buffer, string, number]>([
    ['large poison', batch(60, () => 'x'.repeat(64 * 1024)), 'Request:Rejected', 60],
    ['small poison', batch(9_000, (at) => `no JSON, message ${at}`), 'Request:Rejected', 9_000],
    ['one poison message', Buffer.alloc(4 * 1024 * 1024, 'x'), 'Request:Rejected', 1],
    [
      'requests that policy denies',
      batch(4_000, (at) =>
        JSON.stringify(
          request(at % 100, {
            acceptingAliUid: OTHER,
            name: 'n'.repeat(100),
            description: 'd'.repeat(200),
          }),
        ),
      ),
      'Connection:Failed',
      4_000,
    ],
  ])('fits into the memory of an instance: %s', async (_, payload, type, count) => {
    const sandbox = await withHeap(HEAP, 100);
    expect(payload.length).toBeLessThan(4.2 * 1024 * 1024);
    expect(payload.length).toBeGreaterThan(2.5 * 1024 * 1024);

    const outcome = await sandbox.platform.invoke('peerflow-request', payload);

    expect(outcome).toMatchObject({ ok: true });
    expect(told(sandbox, type)).toBe(count);
  });

  it('is one that would not fit with a fifth of it', async () => {
    const sandbox = await withHeap(HEAP / 5, 1);
    const payload = batch(9_000, (at) => `no JSON, message ${at}`);
    expect(await sandbox.platform.invoke('peerflow-request', payload)).toMatchObject({ ok: false });
  });
});
