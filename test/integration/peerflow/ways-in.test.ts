import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../sandbox/journal.ts';
import type { Sandbox } from '../../../sandbox/start.ts';
import { mns, putEvents } from '../sandbox/messaging/support.ts';
import { changed } from './deployment.ts';
import { allActivated, joined, pairs, request } from './pairs.ts';
import { withSandbox } from './with-sandbox.ts';

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

/** The rule that a deployment has: requests on the bus go into the queue, in Base64. */
const EVENT_BRIDGE = {
  buses: ['peerflow'],
  rules: [
    {
      name: 'peerflow-requests',
      eventBusName: 'peerflow',
      filterPattern: { type: ['peering:Connection:Requested'] },
      targets: [
        {
          id: 'requests',
          type: 'acs.mns.queue' as const,
          endpoint: 'acs:mns:cn-hangzhou:1210123456123456:queues/peerflow-requests',
        },
      ],
    },
  ],
};

const topicTrigger = (name: string, format: string) => ({
  triggerName: name,
  triggerType: 'mns_topic',
  sourceArn: `acs:mns:cn-hangzhou:1210123456123456:/topics/${name}`,
  triggerConfig: { notifyContentFormat: format, notifyStrategy: 'BACKOFF_RETRY' },
});

/** How often a trigger called the request function. */
const triggered = ({ journal }: Sandbox): readonly JournalEntry[] =>
  journal.entries.filter(
    ({ kind, detail }) =>
      kind === 'invoke' && detail.function === 'peerflow-request' && detail.mode === 'trigger',
  );

describe('a request that somebody puts into the queue without Base64', () => {
  const sent = async (plainMessages: 'bury' | 'pass') => {
    const sandbox = await withSandbox({ fixture: pairs(2), switches: { plainMessages } });
    const smq = mns(sandbox);
    await smq.sendMessage('peerflow-requests', { MessageBody: JSON.stringify(request(0)) });
    await smq.sendMessage('peerflow-requests', { MessageBody: base64(request(1)) });
    await allActivated(sandbox, plainMessages === 'bury' ? 1 : 2);
    return sandbox;
  };

  it('is a dead letter, and holds up no other', async () => {
    const sandbox = await sent('bury');
    expect(joined(sandbox)).toEqual([1]);
    expect(sandbox.smq.messages('peerflow-dead').map(({ body }) => body)).toEqual([
      JSON.stringify(request(0)),
    ]);
  });

  it('is carried out where the service hands it over as it is', async () => {
    const sandbox = await sent('pass');
    expect(joined(sandbox)).toEqual([0, 1]);
    expect(sandbox.smq.messages('peerflow-dead')).toEqual([]);
  });
});

describe('requests sent with the official clients of the services', () => {
  it('each make one connection, whichever way they come', async () => {
    const serverless = await changed(({ props }) => {
      const own = [topicTrigger('plain', 'STREAM'), topicTrigger('wrapped', 'JSON')];
      props('request').triggers?.push(...own);
    });
    const sandbox = await withSandbox({
      fixture: pairs(7, { eventBridge: EVENT_BRIDGE }),
      serverless,
    });
    const smq = mns(sandbox);

    await smq.sendMessage('peerflow-requests', { MessageBody: base64(request(0)) });
    await smq.batchSendMessage(
      'peerflow-requests',
      [1, 2].map((pair) => ({ MessageBody: base64(request(pair)) })),
    );
    await smq.publishMessage('plain', { MessageBody: base64(request(3)) });
    await smq.publishMessage('wrapped', { MessageBody: base64(request(4)) });
    await putEvents(sandbox, [
      { id: 'e-5', bus: 'peerflow', type: 'peering:Connection:Requested', data: request(5) },
      { id: 'e-6', bus: 'peerflow', type: 'peering:Connection:Requested', data: request(6) },
      { id: 'e-7', bus: 'peerflow', type: 'something:Else', data: request(7) },
    ]);
    await allActivated(sandbox, 7);
    await sandbox.idle();

    expect(joined(sandbox)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(sandbox.smq.messages('peerflow-requests')).toEqual([]);
    expect(sandbox.smq.messages('peerflow-failed')).toEqual([]);
  });

  it('that are poison are announced with their bytes, and hold up no other', async () => {
    const sandbox = await withSandbox({ fixture: pairs(1) });
    const poison = ['no JSON at all', JSON.stringify(request(0, { vpc: 'x', name: 7 }))];
    const bodies = [poison[0], JSON.stringify(request(0)), poison[1]];

    await mns(sandbox).batchSendMessage(
      'peerflow-requests',
      bodies.map((body = '') => ({ MessageBody: Buffer.from(body).toString('base64') })),
    );
    await allActivated(sandbox, 1);
    await sandbox.idle();

    expect(joined(sandbox)).toEqual([0]);
    const rejected = sandbox.eventBridge
      .events()
      .filter(({ type }) => type === 'peerflow:Request:Rejected');
    expect(rejected.map(({ data }) => originalOf(data)).sort()).toEqual([...poison].sort());
    expect(JSON.stringify(rejected)).toContain('/name');
    // One batch, one invocation: nothing was tried again, and nothing is left to try.
    expect(triggered(sandbox).map(({ detail }) => detail.outcome)).toEqual(['ok']);
    expect(sandbox.smq.messages('peerflow-requests')).toEqual([]);
    expect(sandbox.smq.messages('peerflow-failed')).toEqual([]);
  });
});

/** The bytes of a rejected message, as its event shows them. */
const originalOf = (data: unknown): string => {
  if (typeof data !== 'object' || data === null || !('original' in data)) return '';
  const { original } = data;
  return typeof original === 'object' && original !== null && 'base64' in original
    ? Buffer.from(String(original.base64), 'base64').toString()
    : '';
};
