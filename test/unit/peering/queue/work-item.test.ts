import { describe, expect, it } from 'vitest';
import { resourcesOf, settleWait, waitingFor } from '../../../../lib/peering/queue/backoff.ts';
import { START } from '../../support/context.ts';
import { deleteRequest, itemOf } from '../commands/items.ts';
import { createItem } from './items.ts';

describe('what an item must not share with another one', () => {
  it('is both VPCs of a create, and the connection of any other action', () => {
    expect(resourcesOf(createItem(0))).toEqual(['vpc-a', 'vpc-b']);
    expect(resourcesOf(itemOf(deleteRequest))).toEqual(['pcc-1']);
  });
});

describe('the time that an item waits', () => {
  const waiting = { ...createItem(0), reason: 'conflict' as const, waitingSince: START };

  it('is added to its reason once, when it is settled', () => {
    const settled = settleWait(waiting, START + 500);
    expect(settled).toMatchObject({ spent: { conflict: 500 }, waitingSince: START + 500 });
    expect(settleWait(settled, START + 500).spent).toEqual({ conflict: 500 });
  });

  it('is as long as it was meant to be where nothing is found: a later look is that of a clock ahead', () => {
    const due = START + 5_000;
    const late = START + 65_000;
    const missing = { ...waiting, reason: 'not-found' as const, due };
    expect(settleWait(missing, late)).toMatchObject({
      spent: { 'not-found': 5_000 },
      waitingSince: late,
    });
    expect(settleWait(missing, START + 3_000).spent).toEqual({ 'not-found': 3_000 });
    expect(settleWait({ ...waiting, due }, late).spent).toEqual({ conflict: 65_000 });
  });

  it('is nothing where it does not wait', () => {
    expect(settleWait(createItem(0), START + 500).spent).toEqual({});
    const { waitingSince: _, ...rest } = waiting;
    expect(settleWait(rest, START + 500).spent).toEqual({});
    const { reason: __, ...noReason } = waiting;
    expect(settleWait(noReason, START + 500)).toEqual(noReason);
  });

  it('counts tries in a row, and begins anew with a reason that is new to it', () => {
    const again = waitingFor({ ...waiting, tries: 4 }, 'conflict', START + 10);
    expect(again).toMatchObject({ tries: 5, spent: { conflict: 10 }, waitingSince: START + 10 });
    const other = waitingFor(again, 'throttled', START + 30);
    expect(other).toMatchObject({ tries: 1, reason: 'throttled', spent: { conflict: 30 } });
  });

  it.each([
    // 2 s, 3.2 s, 5.12 s are over: the fourth wait is the next, of 8.2 s.
    ['conflict', 10_320, 4],
    ['conflict', 10_319, 3],
    // 1 s, 2 s, 4 s, 8 s.
    ['throttled', 15_000, 5],
    ['throttled', 14_999, 4],
    ['pending', 0, 1],
  ] as const)('goes on where %s was after %i ms, with try %i', (reason, spentMs, tries) => {
    const item = { ...createItem(0), reason: 'transient' as const, spent: { [reason]: spentMs } };
    expect(waitingFor(item, reason, START)).toMatchObject({ tries, reason });
  });
});
