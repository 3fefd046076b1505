import { describe, expect, it } from 'vitest';
import type { QueueMessage } from '../../../cli/cloud/queues.ts';
import { eventIn, eventLine, followQueue } from '../../../cli/events.ts';

const EVENT = {
  specversion: '1.0',
  id: 'pcc-1-Activated',
  source: 'peerflow',
  type: 'peerflow:Connection:Activated',
  time: '2026-11-29T12:00:00.000Z',
  data: { requestId: 'order-1', connection: { instanceId: 'pcc-1', status: 'Activated' } },
};

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

describe('an event in a queue', () => {
  it.each([
    ['in Base64', base64(EVENT)],
    ['as plain JSON', JSON.stringify(EVENT)],
    [
      'within the envelope of EventBridge',
      base64({ id: 'x', type: 'mns:Queue:SendMessage', data: { messageBody: base64(EVENT) } }),
    ],
  ])('is read %s', (_how, body) => {
    expect(eventIn(body)).toMatchObject({ id: 'pcc-1-Activated' });
  });

  it('is nothing where a message is no event', () => {
    expect(eventIn('hello')).toBeUndefined();
    expect(eventIn(base64({ a: 1 }))).toBeUndefined();
  });

  it('is one line with time, type, connection and request', () => {
    const found = eventIn(base64(EVENT));
    expect(found && eventLine(found)).toBe(
      '12:00:00  Connection:Activated  pcc-1  request order-1',
    );
  });
});

describe('following a queue', () => {
  const follow = async (bodies: readonly string[], remove: boolean) => {
    const batches: QueueMessage[][] = bodies.map((body, at) => [
      { id: `m${at}`, body, receiptHandle: `h${at}` },
    ]);
    const deleted: string[] = [];
    const shown: string[] = [];
    const unreadable: string[] = [];
    await followQueue(
      { queue: 'q', remove, waitSeconds: 10 },
      {
        queues: {
          receive: async () => batches.shift() ?? [],
          delete: async (_queue, handle) => void deleted.push(handle),
        },
        show: ({ id }) => void shown.push(id),
        unreadable: ({ id }) => void unreadable.push(id),
        isOver: () => batches.length === 0,
      },
    );
    return { deleted, shown, unreadable };
  };

  it('shows an event once, however often it comes, and leaves it in the queue', async () => {
    const { shown, deleted } = await follow([base64(EVENT), base64(EVENT)], false);
    expect([shown, deleted]).toEqual([['pcc-1-Activated'], []]);
  });

  it('takes events out when asked to, but never what it cannot read', async () => {
    const { deleted, unreadable } = await follow([base64(EVENT), 'hello'], true);
    expect([deleted, unreadable]).toEqual([['h0'], ['m1']]);
  });
});
