import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decide,
  type Followed,
  type ReconcileInput,
} from '../../../../lib/peering/decide/decide.ts';
import { STATUSES, type Status } from '../../../../lib/peering/model/connection.ts';
import {
  isAfter,
  STATE_WORDS,
  type StateWord,
  wordOf,
} from '../../../../lib/peering/state/tags.ts';
import { connectionIn, NOW } from '../samples.ts';

const DAY = 24 * 3_600_000;
const AUTO = { routes: 'both', accept: 'auto' } as const;
const NONE = { routes: 'none', accept: 'manual' } as const;

const followed = (more: Partial<Followed> = {}): Followed => ({
  action: 'create',
  since: NOW - 5_000,
  hasStalled: false,
  isLeaving: false,
  leavesRoutes: false,
  looks: 20,
  ...more,
});

const input = (status: Status, announced: StateWord, more: Partial<ReconcileInput> = {}) => ({
  connection: connectionIn(status),
  announced,
  wanted: NONE,
  now: NOW,
  stallAfterMs: 600_000,
  ...more,
});

const typesOf = (given: ReconcileInput) => decide(given).announce.map(({ type }) => type);

describe('what is announced', () => {
  it.each<[Status, StateWord, readonly string[], StateWord]>([
    ['Creating', 'Requested', ['Creating'], 'Creating'],
    ['Creating', 'Creating', [], 'Creating'],
    ['Accepting', 'Creating', ['Accepting'], 'Accepting'],
    ['Accepting', 'Accepting', [], 'Accepting'],
    ['Activated', 'Requested', ['Activated'], 'Activated'],
    ['Activated', 'Accepting', ['Activated'], 'Activated'],
    ['Activated', 'Expiring', ['Activated'], 'Activated'],
    ['Updating', 'Accepting', [], 'Accepting'],
    ['Updating', 'Activated', [], 'Activated'],
    ['Deleting', 'Activated', [], 'Activated'],
    ['Rejected', 'Accepting', ['Rejected'], 'Rejected'],
    ['Expired', 'Expiring', ['Expired'], 'Expired'],
    ['Deleted', 'Rejected', ['Deleted'], 'Deleted'],
    // A word ahead of the truth is not believed: the present is announced again, under the same id.
    ['Accepting', 'Activated', ['Accepting'], 'Accepting'],
    ['Creating', 'Deleted', ['Creating'], 'Creating'],
    ['Activated', 'Rejected', ['Activated'], 'Activated'],
  ])('%s after %s is announced as %j', (status, announced, types, state) => {
    const decision = decide(input(status, announced));
    expect(decision.announce.map(({ type }) => type)).toEqual(types);
    expect(decision.state).toBe(state);
  });

  it('is never a state that the connection has left', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATUSES), fc.constantFrom(...STATE_WORDS), (status, word) => {
        const words = typesOf(input(status, word)).filter((each) => each !== 'Expiring');
        expect(words.every((each) => each === wordOf(status))).toBe(true);
      }),
    );
  });

  it('twice in a row is nothing: what was decided is the memory of the next decision', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATUSES), fc.constantFrom(...STATE_WORDS), (status, word) => {
        const { state } = decide(input(status, word));
        expect(typesOf(input(status, state))).toEqual([]);
      }),
    );
  });

  it('is Expiring from one day before the deadline of the other account, once', () => {
    const gmtExpired = new Date(NOW + DAY).toISOString();
    const connection = connectionIn('Accepting', { gmtExpired });
    expect(typesOf(input('Accepting', 'Accepting', { connection, now: NOW - 1 }))).toEqual([]);
    expect(typesOf(input('Accepting', 'Accepting', { connection }))).toEqual(['Expiring']);
    expect(typesOf(input('Accepting', 'Creating', { connection }))).toEqual([
      'Accepting',
      'Expiring',
    ]);
    expect(typesOf(input('Accepting', 'Expiring', { connection }))).toEqual([]);
  });

  it('is Stalled once, while the service works, never while a person is waited for', () => {
    const old = followed({ since: NOW - 600_000 });
    expect(typesOf(input('Creating', 'Creating', { followed: old }))).toEqual(['Stalled']);
    expect(
      typesOf(input('Creating', 'Creating', { followed: { ...old, hasStalled: true } })),
    ).toEqual([]);
    expect(typesOf(input('Accepting', 'Accepting', { followed: old }))).toEqual([]);
    expect(typesOf(input('Creating', 'Creating'))).toEqual([]);
  });
});

describe('who is woken', () => {
  it.each([
    ['Accepting', 'Creating', AUTO, ['accept']],
    ['Accepting', 'Accepting', AUTO, []],
    ['Accepting', 'Creating', NONE, []],
    ['Activated', 'Creating', AUTO, ['routes']],
    ['Activated', 'Activated', AUTO, []],
    ['Activated', 'Creating', NONE, []],
    ['Activated', 'Creating', undefined, []],
    ['Rejected', 'Accepting', AUTO, ['cleanup']],
    ['Deleted', 'Activated', undefined, ['cleanup']],
    ['Deleted', 'Activated', NONE, []],
  ] as const)('%s after %s with %j wakes %j', (status, announced, wanted, wake) => {
    expect(decide(input(status, announced, { wanted })).wake).toEqual(wake);
  });

  it.each([
    [false, []],
    [true, ['cleanup']],
  ])(
    'is the clean-up after a delete of ours whose routes did not go first alone (%s)',
    (leavesRoutes, wake) => {
      const ours = followed({ action: 'delete', leavesRoutes });
      expect(decide(input('Deleted', 'Activated', { wanted: AUTO, followed: ours })).wake).toEqual(
        wake,
      );
    },
  );
});

describe('when a watch looks again', () => {
  const next = (status: Status, more: Partial<Followed>) =>
    decide(input(status, 'Activated', { followed: followed(more) })).next;

  it.each<[Status, 'look-again' | 'end']>([
    ['Creating', 'look-again'],
    ['Accepting', 'look-again'],
    ['Updating', 'look-again'],
    ['Activated', 'end'],
    ['Rejected', 'end'],
    ['Expired', 'end'],
    ['Deleting', 'look-again'],
    ['Deleted', 'end'],
  ])('of a create or accept: %s → %s', (status, expected) => {
    expect(next(status, { action: 'create' })).toBe(expected);
    expect(next(status, { action: 'accept' })).toBe(expected);
  });

  it('of a delete ends in silence where neither Deleting nor the end shows within a minute', () => {
    expect(next('Activated', { action: 'delete', since: NOW - 59_999 })).toBe('look-again');
    expect(next('Activated', { action: 'delete', since: NOW - 60_000 })).toBe('end');
    expect(next('Deleting', { action: 'delete', since: NOW - DAY })).toBe('look-again');
    expect(next('Rejected', { action: 'delete', since: NOW - 1_000 })).toBe('look-again');
    expect(next('Deleted', { action: 'delete' })).toBe('end');
  });

  it('of a delete goes on for twelve looks at least: it may begin late, before the call, and clocks differ', () => {
    const late = { action: 'delete', since: NOW - DAY } as const;
    expect(next('Activated', { ...late, looks: 0 })).toBe('look-again');
    expect(next('Activated', { ...late, looks: 11 })).toBe('look-again');
    expect(next('Activated', { ...late, looks: 12 })).toBe('end');
  });

  it('never, for a sweep', () => {
    for (const status of STATUSES) expect(decide(input(status, 'Requested')).next).toBe('end');
  });
});

describe('a modify', () => {
  const change = { values: { name: 'new' }, modifiedBefore: '2026-11-24T08:59:00Z' };
  const of = (
    name: string,
    gmtModified: string,
    since = NOW - 5_000,
    status: Status = 'Activated',
  ) =>
    decide(
      input(status, 'Activated', {
        connection: connectionIn(status, { name, gmtModified }),
        followed: followed({ action: 'modify', since, change }),
      }),
    );

  it('is Updated once its values are seen', () => {
    expect(of('new', change.modifiedBefore)).toMatchObject({
      announce: [{ type: 'Updated' }],
      next: 'end',
    });
  });

  it('is Updated once the connection was modified after the call, whatever it holds now', () => {
    expect(of('other', '2026-11-24T08:59:30Z').announce).toEqual([{ type: 'Updated' }]);
  });

  it('is waited for while nothing shows, for a minute', () => {
    expect(of('old', change.modifiedBefore)).toMatchObject({ announce: [], next: 'look-again' });
    expect(of('old', change.modifiedBefore, NOW - 60_000).announce).toEqual([{ type: 'Updated' }]);
  });

  it('is not over at a first look, however late it is by the clock of who looks', () => {
    const byLooks = (looks: number) =>
      decide(
        input('Activated', 'Activated', {
          connection: connectionIn('Activated', {
            name: 'old',
            gmtModified: change.modifiedBefore,
          }),
          followed: followed({ action: 'modify', since: NOW - 61_000, change, looks }),
        }),
      ).next;
    expect(byLooks(0)).toBe('look-again');
    expect(byLooks(11)).toBe('look-again');
    expect(byLooks(12)).toBe('end');
  });

  it('is not Updated before the connection has settled', () => {
    expect(of('new', '2026-11-24T08:59:30Z', NOW - 90_000, 'Updating').announce).toEqual([]);
  });

  it('of a connection that is over ends with what became of that', () => {
    expect(of('old', change.modifiedBefore, NOW, 'Deleted')).toMatchObject({
      announce: [{ type: 'Deleted' }],
      next: 'end',
    });
  });
});

describe('the words of a life', () => {
  it('have an order: no word is after itself', () => {
    for (const word of STATE_WORDS) expect(isAfter(word, word)).toBe(false);
  });
});
