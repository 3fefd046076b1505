import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueAttributesInput } from '../../../../../sandbox/messaging/smq/attributes.ts';
import { Smq } from '../../../../../sandbox/messaging/smq/smq.ts';
import { stage } from '../support.ts';

const setUp = (attributes: QueueAttributesInput = {}) => {
  const { scheduler, journal, pace } = stage();
  const store = new Smq({ accountId: '1000', quiet: scheduler, pace, journal });
  const queue = store.createQueue('q', attributes);
  return { scheduler, store, queue };
};

const bodies = (messages: readonly { readonly body: string }[]) => messages.map(({ body }) => body);

describe('a queue', () => {
  it('hides what was received until its visibility timeout is over', async () => {
    const { scheduler, queue } = setUp({ visibilityTimeout: 30 });
    queue.send('a');
    expect(bodies(queue.receive())).toEqual(['a']);
    await scheduler.advance(29_999);
    expect(queue.receive()).toEqual([]);
    await scheduler.advance(1);
    expect(queue.receive()).toMatchObject([{ body: 'a', dequeueCount: 2, firstDequeuedAt: 0 }]);
  });

  it('serves small priorities first, then the oldest', () => {
    const { queue } = setUp();
    for (const [body, priority] of [
      ['late', 16],
      ['usual 1', undefined],
      ['first', 1],
      ['usual 2', 8],
    ] as const)
      queue.send(body, { priority });
    expect(bodies(queue.receive(16))).toEqual(['first', 'usual 1', 'usual 2', 'late']);
  });

  it('delays by its own setting, and by the one of the message before it', async () => {
    const { scheduler, queue } = setUp({ delaySeconds: 10 });
    queue.send('own');
    queue.send('none', { delaySeconds: 0 });
    expect(bodies(queue.receive(16))).toEqual(['none']);
    await scheduler.advance(10_000);
    expect(bodies(queue.receive(16))).toEqual(['own']);
  });

  it('shows without hiding', () => {
    const { queue } = setUp();
    queue.send('a');
    expect(bodies(queue.peek())).toEqual(['a']);
    expect(queue.peek()).toMatchObject([{ dequeueCount: 0, receiptHandle: undefined }]);
  });

  it('deletes by the newest handle alone, while it holds', async () => {
    const { scheduler, queue } = setUp({ visibilityTimeout: 10 });
    queue.send('a');
    const first = queue.receive()[0]?.receiptHandle ?? '';
    await scheduler.advance(10_000);
    expect(queue.delete(first)).toBe(false);
    const second = queue.receive()[0]?.receiptHandle ?? '';
    expect(queue.delete(first)).toBe(false);
    expect(queue.delete(second)).toBe(true);
    expect(queue.delete(second)).toBe(false);
    expect(queue.messages).toEqual([]);
  });

  it('changes visibility from now on, under a new handle', async () => {
    const { scheduler, queue } = setUp({ visibilityTimeout: 10 });
    queue.send('a');
    const old = queue.receive()[0]?.receiptHandle ?? '';
    await scheduler.advance(5_000);
    const changed = queue.changeVisibility(old, 60_000)?.receiptHandle ?? '';
    expect(queue.changeVisibility(old, 1_000)).toBeUndefined();
    await scheduler.advance(59_999);
    expect(queue.receive()).toEqual([]);
    expect(queue.delete(changed)).toBe(true);
  });

  it('makes a message visible at once', () => {
    const { queue } = setUp();
    queue.send('a');
    queue.changeVisibility(queue.receive()[0]?.receiptHandle ?? '', 0);
    expect(bodies(queue.receive())).toEqual(['a']);
  });

  it('forgets messages after their retention, hidden or not', async () => {
    const { scheduler, queue } = setUp({ messageRetentionPeriod: 60, visibilityTimeout: 43_200 });
    queue.send('hidden');
    queue.receive();
    await scheduler.advance(30_000);
    queue.send('visible');
    await scheduler.advance(30_000);
    expect(bodies(queue.messages)).toEqual(['visible']);
    await scheduler.advance(30_000);
    expect(queue.messages).toEqual([]);
  });

  it('tells whoever listens that a message became visible', async () => {
    const { scheduler, queue } = setUp({ visibilityTimeout: 10 });
    const at: number[] = [];
    queue.onVisible(() => at.push(scheduler.now()));
    queue.send('now');
    queue.send('later', { delaySeconds: 5 });
    queue.receive();
    await scheduler.advance(5_000);
    queue.receive();
    await scheduler.advance(100_000);
    expect(at).toEqual([0, 5_000, 10_000, 15_000]);
  });

  it('never loses a message, and never shows it twice at once', () => {
    const step = fc.tuple(fc.constantFrom('send', 'receive', 'wait'), fc.nat(15));
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { scheduler, queue } = setUp({ visibilityTimeout: 10 });
        const hiddenUntil = new Map<string, number>();
        const early: string[] = [];
        let sent = 0;
        const act: Readonly<Record<string, (n: number) => unknown>> = {
          send: (delaySeconds) => queue.send(`${sent++}`, { delaySeconds }),
          wait: (seconds) => scheduler.advance(seconds * 1000),
          receive: (most) => {
            for (const { messageId } of queue.receive(most)) {
              if ((hiddenUntil.get(messageId) ?? 0) > scheduler.now()) early.push(messageId);
              hiddenUntil.set(messageId, scheduler.now() + 10_000);
            }
          },
        };
        for (const [name, n] of steps) await act[name]?.(n);
        await scheduler.advance(60_000);
        expect(early).toEqual([]);
        expect(queue.receive(100)).toHaveLength(sent);
      }),
      { numRuns: 50 },
    );
  });
});

describe('dead letters', () => {
  const dlqPolicy = { deadLetterTargetQueue: 'dead', maxReceiveCount: 2 };

  it('are what was received too often and not deleted', async () => {
    const { scheduler, store, queue } = setUp({ visibilityTimeout: 10, dlqPolicy });
    const dead = store.createQueue('dead');
    const { messageId } = queue.send('poison');
    for (let count = 0; count < 2; count += 1) {
      expect(bodies(queue.receive())).toEqual(['poison']);
      await scheduler.advance(10_000);
    }
    expect(queue.messages).toEqual([]);
    expect(dead.receive()).toMatchObject([{ messageId, body: 'poison', dequeueCount: 1 }]);
  });

  it('keep the age of the message', async () => {
    const { scheduler, store, queue } = setUp({ visibilityTimeout: 50, dlqPolicy });
    const dead = store.createQueue('dead', { messageRetentionPeriod: 120 });
    queue.send('poison');
    queue.receive();
    await scheduler.advance(50_000);
    queue.receive();
    await scheduler.advance(50_000);
    expect(dead.messages).toHaveLength(1);
    await scheduler.advance(20_000);
    expect(dead.messages).toEqual([]);
  });

  it('stay where they are while their queue does not exist, or the policy is off', async () => {
    for (const over of [{}, { enabled: false }]) {
      const { scheduler, store, queue } = setUp({
        visibilityTimeout: 10,
        dlqPolicy: { ...dlqPolicy, ...over },
      });
      if ('enabled' in over) store.createQueue('dead');
      queue.send('poison');
      for (let count = 0; count < 5; count += 1) {
        queue.receive();
        await scheduler.advance(10_000);
      }
      expect(queue.messages).toMatchObject([{ dequeueCount: 5 }]);
    }
  });
});
