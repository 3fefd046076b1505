import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSpent,
  BACKOFF,
  isSpent,
  WAIT_REASONS,
  waitFor,
  withinBound,
} from '../../../../lib/peering/queue/backoff.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const middle = () => 0.5;
const reason = fc.constantFrom(...WAIT_REASONS);

describe('the backoff table', () => {
  it.each([
    ['conflict', [2, 3.2, 5.12], 10 * MINUTE],
    ['throttled', [1, 2, 4], MINUTE],
    ['transient', [1, 2, 4], MINUTE],
    ['pending', [2, 3, 4.5], 30 * SECOND],
    ['not-found', [5, 15, 40], 40 * SECOND],
    ['sink', [30, 60, 120], HOUR],
  ] as const)('waits for %s as documented, up to its cap', (name, firstSeconds, cap) => {
    const waits = firstSeconds.map((_, tries) => waitFor(name, tries, middle));
    expect(waits).toEqual(firstSeconds.map((each) => each * SECOND));
    expect(waitFor(name, 1_000, middle)).toBe(Math.min(cap, HOUR - SECOND));
  });

  it.each([
    ['conflict', 6 * HOUR],
    ['throttled', 6 * HOUR],
    ['transient', HOUR],
    ['pending', 10 * MINUTE],
    ['not-found', MINUTE],
    ['sink', 24 * HOUR],
  ] as const)('gives %s up once its own time is spent, not before', (name, bound) => {
    expect(isSpent({ [name]: bound - 1 }, name)).toBe(false);
    expect(isSpent({ [name]: bound }, name)).toBe(true);
  });

  it('counts only the time spent in a reason: hours of conflict do not end a wait for a 503', () => {
    expect(isSpent({ conflict: 5 * HOUR, transient: MINUTE }, 'transient')).toBe(false);
  });

  it('gives everything up after 24 hours in all', () => {
    const spent = { conflict: 5.9 * HOUR, throttled: 5.9 * HOUR, sink: 12.2 * HOUR };
    expect(isSpent(spent, 'pending')).toBe(true);
  });

  it('never waits less than the service asked for', () => {
    fc.assert(
      fc.property(
        reason,
        fc.nat(50),
        fc.nat(HOUR),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (name, tries, retryAfterMs, random) => {
          expect(waitFor(name, tries, () => random, { retryAfterMs })).toBeGreaterThanOrEqual(
            retryAfterMs,
          );
        },
      ),
    );
  });

  it('jitters by a quarter to either side', () => {
    expect(waitFor('throttled', 3, () => 0)).toBe(6 * SECOND);
    expect(waitFor('throttled', 3, () => 1)).toBe(10 * SECOND);
  });

  it('makes every cap five times larger where the platform ignores task ids, as far as one delay goes', () => {
    for (const name of WAIT_REASONS)
      expect(waitFor(name, 1_000, middle, { isStretched: true })).toBe(
        Math.min(5 * BACKOFF[name].capMs, HOUR - SECOND),
      );
  });

  it('waits no longer than one delay of the queue, unless the service asks for it', () => {
    for (const name of WAIT_REASONS)
      expect(waitFor(name, 1_000, () => 1, { isStretched: true })).toBeLessThan(HOUR);
    expect(waitFor('sink', 9, () => 1, { retryAfterMs: HOUR })).toBe(HOUR);
  });

  it('comes back at its turn where that is known, counted from when the service takes calls again', () => {
    const turn = { retryAfterMs: 40 * SECOND, turnMs: 700 };
    expect(waitFor('throttled', 9, () => 1, turn)).toBe(40_700);
    expect(waitFor('throttled', 9, () => 1, { ...turn, turnMs: 0 })).toBe(40_000);
  });

  it('spreads those that wait for a quota over as long again: it opens for all of them at one moment', () => {
    const retryAfterMs = 40 * SECOND;
    const waits = [0, 0.5, 1].map((random) =>
      waitFor('throttled', 0, () => random, { retryAfterMs }),
    );
    expect(waits).toEqual([40_000, 60_000, 80_000]);
    expect(waitFor('transient', 0, () => 1, { retryAfterMs })).toBe(40_000);
  });

  it('cuts a wait where its bound is, but not below what the service asked for', () => {
    const spent = { conflict: 6 * HOUR - 5 * MINUTE, throttled: HOUR };
    expect(withinBound(spent, 'conflict', 10 * MINUTE)).toBe(5 * MINUTE);
    expect(withinBound(spent, 'conflict', MINUTE)).toBe(MINUTE);
    expect(withinBound(spent, 'conflict', 10 * MINUTE, 8 * MINUTE)).toBe(8 * MINUTE);
    expect(withinBound({ conflict: 6 * HOUR }, 'conflict', 10 * MINUTE)).toBe(10 * MINUTE);
    const inAll = { conflict: 5 * HOUR, sink: 19 * HOUR - MINUTE };
    expect(withinBound(inAll, 'conflict', 10 * MINUTE)).toBe(MINUTE);
  });

  it('accumulates what is spent, and never takes time away', () => {
    expect(addSpent(addSpent({}, 'conflict', 5), 'conflict', 7)).toEqual({ conflict: 12 });
    expect(addSpent({ sink: 3 }, 'sink', -10)).toEqual({ sink: 3 });
  });
});
