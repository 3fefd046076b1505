import { describe, expect, it } from 'vitest';
import type { Retrying } from '../../../../../sandbox/messaging/delivery.ts';
import {
  type QueueReading,
  startStream,
} from '../../../../../sandbox/messaging/eventbridge/stream.ts';
import { Smq } from '../../../../../sandbox/messaging/smq/smq.ts';
import { receiver, stage } from '../support.ts';

interface Delivered {
  readonly type: string;
  readonly data: { readonly messageBody: string };
}

const ALL: Retrying = { strategy: 'BACKOFF_RETRY', tolerance: 'ALL' };

const setUp = (over: Partial<QueueReading> = {}, answers: readonly boolean[] = []) => {
  const { scheduler, journal, pace, faults } = stage();
  const store = new Smq({ accountId: '1000', quiet: scheduler, pace, journal });
  const queue = store.createQueue('in');
  const dead = store.createQueue('dead');
  const { got, at, take } = receiver<readonly Delivered[]>(scheduler.now, answers);
  const reading: QueueReading = {
    queue: 'in',
    batch: 3,
    windowMs: 2_000,
    isBase64Decode: true,
    buriesPlain: () => false,
    source: 'MNS-fn-trigger',
    pattern: {},
    retrying: ALL,
    ...over,
  };
  const stop = startStream(
    queue,
    reading,
    async (events) => take(events.map((each) => JSON.parse(JSON.stringify(each)))),
    {
      accountId: '1000',
      regionId: 'cn-hangzhou',
      pace,
      journal,
      send: (name, body) => store.queue(name).send(body),
    },
  );
  const bodies = () => got.map((batch) => batch.map(({ data }) => data.messageBody));
  return { scheduler, queue, dead, got, at, bodies, faults, stop };
};

const TAKEN = Array<boolean>(100).fill(true);

describe('a stream', () => {
  it('makes the CloudEvent that the documentation shows', async () => {
    const { scheduler, queue, got } = setUp({}, TAKEN);
    const { messageId } = queue.send(Buffer.from('TEST').toString('base64'));
    await scheduler.advance(2_000);
    expect(got).toEqual([
      [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          source: 'MNS-fn-trigger',
          specversion: '1.0',
          type: 'mns:Queue:SendMessage',
          datacontenttype: 'application/json; charset=utf-8',
          subject: 'acs:mns:cn-hangzhou:1000:queues/in',
          time: '1970-01-01T00:00:00.000Z',
          aliyunaccountid: '1000',
          aliyunoriginalaccountid: '1000',
          aliyunpublishtime: '1970-01-01T00:00:00.000Z',
          aliyuneventbusname: 'MNS-fn-trigger',
          aliyunregionid: 'cn-hangzhou',
          aliyunpublishaddr: '127.0.0.1',
          data: { requestId: expect.any(String), messageId, messageBody: 'TEST' },
        },
      ],
    ]);
  });

  it('sends a full batch at once and the rest when its window is over', async () => {
    const { scheduler, queue, at, bodies } = setUp({}, TAKEN);
    for (const body of ['1!', '2!', '3!', '4!', '5!']) queue.send(body);
    await scheduler.advance(10_000);
    expect(bodies()).toEqual([
      ['1!', '2!', '3!'],
      ['4!', '5!'],
    ]);
    expect(at).toEqual([0, 2_000]);
    expect(queue.messages).toEqual([]);
  });

  it('leaves Base64 as it is where it is not to be decoded', async () => {
    const { scheduler, queue, bodies } = setUp({ isBase64Decode: false }, TAKEN);
    queue.send('VEVTVA==');
    await scheduler.advance(2_000);
    expect(bodies()).toEqual([['VEVTVA==']]);
  });

  it('buries what is not Base64 although it is to be decoded, and delivers the rest', async () => {
    const buriesPlain = () => true;
    const retrying = { ...ALL, deadLetterArn: 'acs:mns:cn-hangzhou:1:queues/dead' };
    const { scheduler, queue, dead, bodies } = setUp({ buriesPlain, retrying }, TAKEN);
    for (const body of ['{"plain":1}', 'VEVTVA==', 'not this']) queue.send(body);
    await scheduler.advance(2_000);
    expect(bodies()).toEqual([['TEST']]);
    expect(dead.messages.map(({ body }) => body)).toEqual(['{"plain":1}', 'not this']);
    expect(queue.messages).toEqual([]);
  });

  it('stands still at such a message where errors are not tolerated', async () => {
    const buriesPlain = () => true;
    const retrying: Retrying = { ...ALL, tolerance: 'NONE' };
    const { scheduler, queue, bodies } = setUp({ buriesPlain, retrying }, TAKEN);
    for (const body of ['{"plain":1}', 'VEVTVA==']) queue.send(body);
    await scheduler.advance(100_000);
    expect([bodies(), queue.messages.length]).toEqual([[], 2]);
  });

  it('throws away what its pattern does not want', async () => {
    const pattern = { data: { messageBody: [{ prefix: 'yes' }] } };
    const { scheduler, queue, bodies } = setUp({ pattern }, TAKEN);
    for (const body of ['no', 'yes 1', 'no', 'no', 'yes 2']) queue.send(body);
    await scheduler.advance(10_000);
    expect(bodies()).toEqual([['yes 1'], ['yes 2']]);
    expect(queue.messages).toEqual([]);
  });

  it('tries the whole batch again, and holds the others back meanwhile', async () => {
    const { scheduler, queue, at, bodies } = setUp({ windowMs: 0 }, [false, true, true]);
    queue.send('1!');
    await scheduler.advance(1_000);
    queue.send('2!');
    await scheduler.advance(100_000);
    expect(bodies()).toEqual([['1!'], ['1!'], ['2!']]);
    expect(at).toEqual([0, 15_000, 15_000]);
  });

  it('gives the same events again, with the same ids', async () => {
    const { scheduler, queue, got } = setUp({ windowMs: 0 }, [false, true]);
    queue.send('1!');
    await scheduler.advance(100_000);
    expect(got[1]).toEqual(got[0]);
  });

  it('sends what nobody took to the dead-letter queue, or drops it, and goes on', async () => {
    const answers = [false, false, false, false, true];
    const burying = setUp(
      { windowMs: 0, retrying: { ...ALL, deadLetterArn: 'acs:mns:cn-hangzhou:1:queues/dead' } },
      answers,
    );
    const dropping = setUp({ windowMs: 0 }, answers);
    for (const { queue, scheduler } of [burying, dropping]) {
      queue.send('bad');
      await scheduler.advance(100_000);
      queue.send('good!');
      await scheduler.advance(1_000);
      expect(queue.messages).toEqual([]);
    }
    expect(burying.dead.messages.map(({ body }) => body)).toEqual(['bad']);
    expect(burying.bodies().at(-1)).toEqual(['good!']);
    expect(dropping.dead.messages).toEqual([]);
    expect(dropping.faults()).toEqual(['MNS-fn-trigger: dropped after all retries']);
  });

  it('stands still where errors are not tolerated, until it is ended', async () => {
    const retrying: Retrying = {
      ...ALL,
      tolerance: 'NONE',
      deadLetterArn: 'acs:mns:cn-hangzhou:1:queues/dead',
    };
    const { scheduler, queue, dead, got, faults, stop } = setUp({ windowMs: 0, retrying });
    queue.send('bad');
    await scheduler.advance(100_000);
    queue.send('good');
    await scheduler.advance(100_000);
    expect(got).toHaveLength(4);
    expect(dead.messages).toEqual([]);
    expect(faults()).toHaveLength(1);
    stop();
    expect(queue.receive(16).map(({ body }) => body)).toEqual(['bad', 'good']);
  });

  it('waits for delayed messages', async () => {
    const { scheduler, queue, at } = setUp({ windowMs: 0 }, TAKEN);
    queue.send('later', { delaySeconds: 60 });
    await scheduler.advance(100_000);
    expect(at).toEqual([60_000]);
  });
});
