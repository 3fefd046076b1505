import { describe, expect, it } from 'vitest';
import { DELIVERED } from '../../../lib/sinks/attempt.ts';
import { oneByOne } from '../../../lib/sinks/one-by-one.ts';
import { eventsNamed } from './fakes.ts';

describe('sending one by one', () => {
  it('keeps the order of the answers and at most four calls under way', async () => {
    let underWay = 0;
    let most = 0;
    const client = oneByOne(async ({ id }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      return { result: 'later', detail: id };
    });
    const events = eventsNamed(20);
    const attempts = await client.send(events, 1_000);
    expect(attempts).toEqual(events.map(({ id }) => ({ result: 'later', detail: id })));
    expect(most).toBe(4);
  });

  it('takes an error for the event that met it', async () => {
    const client = oneByOne(async ({ id }) => {
      if (id.startsWith('pcc-1-')) throw Object.assign(new Error('x'), { code: 'ECONNRESET' });
      return DELIVERED;
    });
    expect(await client.send(eventsNamed(3), 1_000)).toEqual([
      DELIVERED,
      { result: 'again', detail: 'ECONNRESET' },
      DELIVERED,
    ]);
  });

  it('costs its timeout once, however many events hang', async () => {
    const begun: string[] = [];
    const client = oneByOne(({ id }) => {
      begun.push(id);
      return new Promise(() => {});
    });
    const attempts = await client.send(eventsNamed(20), 30);
    expect(attempts).toEqual(Array(20).fill({ result: 'again', detail: 'Timeout' }));
    expect(begun.length).toBeLessThanOrEqual(8);
  });
});
