import { describe, expect, it } from 'vitest';
import { createLongPolls } from '../../../../../sandbox/messaging/smq/long-poll.ts';
import { SmqStore } from '../../../../../sandbox/messaging/smq/store.ts';
import { stage } from '../support.ts';
import { anAttributes } from './support.ts';

const setUp = () => {
  const { scheduler, pace } = stage();
  const store = new SmqStore({ accountId: '1000', quiet: scheduler, pace });
  const queue = store.addQueue('q', anAttributes());
  return { scheduler, queue, polls: createLongPolls(scheduler) };
};

describe('a long poll', () => {
  it('ends at once when there is something, and without a wait when there is nothing', async () => {
    const { queue, polls } = setUp();
    expect(await polls.receive(queue, 1, 0)).toEqual([]);
    queue.send('a');
    expect(await polls.receive(queue, 1, 30_000)).toMatchObject([{ body: 'a' }]);
  });

  it('ends with the message that comes, whoever else waits', async () => {
    const { scheduler, queue, polls } = setUp();
    const both = [polls.receive(queue, 1, 30_000), polls.receive(queue, 1, 30_000)];
    await scheduler.advance(10_000);
    queue.send('a');
    await scheduler.advance(20_000);
    const received = (await Promise.all(both)).map((each) => each.map(({ body }) => body));
    expect(received).toEqual([['a'], []]);
  });

  it('ends with nothing when it is over or everything is closed', async () => {
    const { scheduler, queue, polls } = setUp();
    const short = polls.receive(queue, 1, 1_000);
    const long = polls.receive(queue, 1, 30_000);
    await scheduler.advance(1_000);
    polls.close();
    expect(await Promise.all([short, long])).toEqual([[], []]);
    queue.send('a');
    expect(queue.peek()).toHaveLength(1);
  });
});
