import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { type Attempt, DELIVERED, type SinkClient } from '../../../lib/sinks/attempt.ts';
import { deliver } from '../../../lib/sinks/deliver.ts';
import { eventsNamed, fakeClock } from './fakes.ts';

const AGAIN: Attempt = { result: 'again', detail: 'busy' };
const LATER: Attempt = { result: 'later', detail: 'denied' };
const REFUSED: Attempt = { result: 'refused', detail: 'malformed' };

/** A sink that answers each event with its script, then delivers; it notes what it was sent. */
const scripted = (scripts: Readonly<Record<string, readonly Attempt[]>>) => {
  const calls: string[][] = [];
  const timeouts: number[] = [];
  const tries = new Map<string, number>();
  const answer = ({ id }: FollowUpEvent): Attempt => {
    const attempt = tries.get(id) ?? 0;
    tries.set(id, attempt + 1);
    return scripts[id]?.[attempt] ?? DELIVERED;
  };
  const client: SinkClient = {
    send: async (events, timeoutMs) => {
      calls.push(events.map(({ id }) => id));
      timeouts.push(timeoutMs);
      return events.map(answer);
    },
  };
  return { client, calls, timeouts };
};

const paced = (ms: number, random = () => 0.5) => {
  const { clock, slept, deadlineAfter } = fakeClock();
  return { pace: { clock, random, deadline: deadlineAfter(ms) }, slept };
};

const [a, b, c] = ['pcc-0-Activated', 'pcc-1-Activated', 'pcc-2-Activated'] as const;

describe('delivery to one sink', () => {
  it('is one call when all goes well', async () => {
    const { client, calls } = scripted({});
    const { pace, slept } = paced(60_000);
    expect(await deliver(client, eventsNamed(3), pace)).toEqual([DELIVERED, DELIVERED, DELIVERED]);
    expect(calls).toEqual([[a, b, c]]);
    expect(slept).toEqual([]);
  });

  it('tries what failed again, alone, and nothing else', async () => {
    const { client, calls } = scripted({
      [a]: [AGAIN, AGAIN],
      [b]: [LATER],
      [c]: [AGAIN, REFUSED],
    });
    const attempts = await deliver(client, eventsNamed(3), paced(60_000).pace);
    expect(attempts).toEqual([DELIVERED, LATER, REFUSED]);
    expect(calls).toEqual([[a, b, c], [a], [c], [a]]);
  });

  it('gives up after four tries and says why', async () => {
    const { client, calls } = scripted({ [a]: Array(9).fill(AGAIN) });
    const { pace, slept } = paced(60_000);
    expect(await deliver(client, eventsNamed(1), pace)).toEqual([AGAIN]);
    expect(calls).toHaveLength(4);
    expect(slept).toEqual([150, 300, 600]);
  });

  it('waits as long as the service asks', async () => {
    const { client } = scripted({ [a]: [{ ...AGAIN, retryAfterMs: 5_000 }] });
    const { pace, slept } = paced(60_000);
    await deliver(client, eventsNamed(1), pace);
    expect(slept).toEqual([5_000]);
  });

  it('leaves it to the sweep when the wait goes beyond the deadline', async () => {
    const { client, calls } = scripted({ [a]: [{ ...AGAIN, retryAfterMs: 5_000 }] });
    const { pace, slept } = paced(4_000);
    expect(await deliver(client, eventsNamed(1), pace)).toMatchObject([{ result: 'again' }]);
    expect(calls).toHaveLength(1);
    expect(slept).toEqual([]);
  });

  it('does not begin when there is no time left', async () => {
    const { client, calls } = scripted({});
    expect(await deliver(client, eventsNamed(1), paced(0).pace)).toMatchObject([
      { result: 'later' },
    ]);
    expect(calls).toEqual([]);
  });

  it('gives a call no more than the time left, and five seconds at most', async () => {
    const short = scripted({});
    await deliver(short.client, eventsNamed(1), paced(700).pace);
    expect(short.timeouts).toEqual([700]);
    const long = scripted({});
    await deliver(long.client, eventsNamed(1), paced(600_000).pace);
    expect(long.timeouts).toEqual([5_000]);
  });

  it('counts a call that rejects for each of its events', async () => {
    let calls = 0;
    const client: SinkClient = {
      send: async (events) => {
        calls += 1;
        if (calls === 1) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        return events.map(() => DELIVERED);
      },
    };
    const attempts = await deliver(client, eventsNamed(2), paced(60_000).pace);
    expect(attempts).toEqual([DELIVERED, DELIVERED]);
    expect(calls).toBe(3);
  });

  it('never sends what was delivered or refused again, and ends in time', async () => {
    const attempt = fc.constantFrom(AGAIN, LATER, REFUSED, DELIVERED);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(attempt, { maxLength: 6 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 30_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (scripts, ms, random) => {
          const events = eventsNamed(scripts.length);
          const byId = Object.fromEntries(
            events.map(({ id }, index) => [id, scripts[index] ?? []]),
          );
          const { client, calls } = scripted(byId);
          const { pace, slept } = paced(ms, () => random);
          const attempts = await deliver(client, events, pace);
          expect(attempts).toHaveLength(events.length);
          expect(slept.reduce((sum, each) => sum + each, 0)).toBeLessThan(ms);
          for (const [index, { id }] of events.entries()) {
            const tries = calls.flat().filter((each) => each === id).length;
            expect(tries).toBeLessThanOrEqual(4);
            const script = scripts[index] ?? [];
            const made = Array.from({ length: tries }, (_, n) => script[n] ?? DELIVERED);
            expect(made.slice(0, -1).every(({ result }) => result === 'again')).toBe(true);
            expect(attempts[index]).toEqual(made.at(-1));
          }
        },
      ),
    );
  });
});
