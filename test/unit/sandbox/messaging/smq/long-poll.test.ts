import { describe, expect, it } from 'vitest';
import { Smq } from '../../../../../sandbox/messaging/smq/smq.ts';
import { stage } from '../support.ts';

const setUp = () => {
  const { scheduler, journal, pace } = stage();
  const store = new Smq({ accountId: '1000', quiet: scheduler, pace, journal });
  const queue = store.createQueue('q');
  return { scheduler, queue };
};

describe('a long poll', () => {
  it('ends at once when there is something, and without a wait when there is nothing', async () => {
    const { queue } = setUp();
    expect(await queue.poll(1, 0)).toEqual([]);
    queue.send('a');
    expect(await queue.poll(1, 30_000)).toMatchObject([{ body: 'a' }]);
  });

  it('ends with the message that comes, whoever else waits', async () => {
    const { scheduler, queue } = setUp();
    const both = [queue.poll(1, 30_000), queue.poll(1, 30_000)];
    await scheduler.advance(10_000);
    queue.send('a');
    await scheduler.advance(20_000);
    const received = (await Promise.all(both)).map((each) => each.map(({ body }) => body));
    expect(received).toEqual([['a'], []]);
  });

  it('ends with nothing when it is over or everything is closed', async () => {
    const { scheduler, queue } = setUp();
    const short = queue.poll(1, 1_000);
    const long = queue.poll(1, 30_000);
    await scheduler.advance(1_000);
    queue.close();
    expect(await Promise.all([short, long])).toEqual([[], []]);
    queue.send('a');
    expect(queue.peek()).toHaveLength(1);
  });
});
