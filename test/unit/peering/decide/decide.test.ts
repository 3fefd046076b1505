import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../lib/peering/decide/decide.ts';
import { modificationFingerprint } from '../../../../lib/peering/decide/modification.ts';
import type { Decision } from '../../../../lib/peering/decide/rules.ts';
import { h } from '../../../../lib/peering/hash.ts';
import { STATUSES, type Status } from '../../../../lib/peering/model/status.ts';
import type { Options } from '../../../../lib/peering/state/options.ts';
import type { Mark, Pending, Said } from '../../../../lib/peering/state/state.ts';
import { connectionIn, NOW } from '../samples.ts';

const PLAIN: Options = { routes: 'none', accept: 'manual' };
const MINUTE = 60_000;

interface Given {
  readonly status: Status;
  readonly mark: Mark;
  readonly options?: Options;
  readonly watching?: boolean;
  readonly since?: number;
  readonly remembers?: boolean;
}

const decided = ({
  status,
  mark,
  options = PLAIN,
  watching = false,
  since,
  remembers = true,
}: Given): Decision =>
  decide({
    observed: { connection: connectionIn(status), requestId: 'order-7', mark, options, remembers },
    asked: { watching, ...(since === undefined ? {} : { since }) },
    now: NOW,
    stallAfterMs: 10 * MINUTE,
  });

const pending = (action: Pending['action'], ageMs: number, detail?: string): Pending => ({
  action,
  id: '0123456789abcdef',
  since: (NOW - ageMs) / 1000,
  ...(detail === undefined ? {} : { detail }),
});

const typesOf = ({ announce }: Decision) => announce.map(({ type }) => type);

const NEW_FACTS: readonly (readonly [Status, Said, readonly string[]])[] = [
  ['Creating', 'Requested', ['Creating']],
  ['Creating', 'Creating', []],
  ['Accepting', 'Requested', ['Accepting']],
  ['Accepting', 'Creating', ['Accepting']],
  ['Accepting', 'Activated', []],
  ['Activated', 'Requested', ['Activated']],
  ['Activated', 'Accepting', ['Activated']],
  ['Activated', 'Activated', []],
  ['Updating', 'Accepting', []],
  ['Rejected', 'Accepting', ['Rejected']],
  ['Expired', 'Accepting', ['Expired']],
  ['Deleting', 'Activated', []],
  ['Deleted', 'Activated', ['Deleted']],
  ['Deleted', 'Deleted', []],
  ['Creating', 'Activated', []],
];

describe('what a look asks for', () => {
  it.each(NEW_FACTS)('%s after %s tells %j', (status, said, told) => {
    expect(typesOf(decided({ status, mark: { said } }))).toEqual(told);
  });

  it('wakes the accepter once where accept=auto, and writes that down', () => {
    const options: Options = { routes: 'none', accept: 'auto' };
    const first = decided({ status: 'Accepting', mark: { said: 'Creating' }, options });
    const later = decided({ status: 'Accepting', mark: first.mark, options });

    expect(first.chain).toEqual(['accepter']);
    expect(first.mark.pending?.action).toBe('accept');
    expect(later.chain).toEqual([]);
  });

  it.each(['accept', 'reject'] as const)(
    'wakes the accepter again from a sweep when nothing came of its %s for 90 s',
    (action) => {
      const options: Options = { routes: 'none', accept: 'auto' };
      const begun: Pending = { ...pending(action, 91_000), id: h('order-7') };
      const mark: Mark = { said: 'Accepting', pending: begun };
      const sweep = decided({ status: 'Accepting', mark, options });
      const watch = decided({ status: 'Accepting', mark, options, watching: true, since: NOW });

      expect([sweep.chain, sweep.redo]).toEqual([['accepter'], undefined]);
      expect([watch.chain, watch.redo]).toEqual([[], undefined]);
    },
  );

  it.each(['manual', 'auto'] as const)(
    'makes an accept that somebody asked for again itself, where accept=%s',
    (accept) => {
      const mark: Mark = { said: 'Accepting', pending: pending('accept', 91_000) };
      const seen = decided({ status: 'Accepting', mark, options: { routes: 'none', accept } });
      expect([seen.chain, seen.redo]).toEqual([[], mark.pending]);
    },
  );

  it('wakes the router on Activated, and from a sweep while routes are pending', () => {
    const options: Options = { routes: 'both', accept: 'manual' };
    const first = decided({ status: 'Activated', mark: { said: 'Creating' }, options });
    expect(first.chain).toEqual(['router']);
    expect(first.mark.routes).toEqual({ since: NOW / 1000 });
    expect(decided({ status: 'Activated', mark: first.mark, options }).chain).toEqual(['router']);
  });

  it.each([
    ['delete', 'Activated', 91_000, true],
    ['delete', 'Activated', 30_000, false],
    ['delete', 'Deleting', 91_000, false],
    ['accept', 'Accepting', 91_000, true],
    ['accept', 'Accepting', 30_000, false],
    ['accept', 'Updating', 91_000, false],
    ['reject', 'Accepting', 91_000, true],
    ['reject', 'Rejected', 91_000, false],
    ['modify', 'Activated', 91_000, false],
  ] as const)('a pending %s while %s for %i ms is made again: %s', (action, status, age, redo) => {
    const mark: Mark = { said: 'Activated', pending: pending(action, age) };
    expect(decided({ status, mark }).redo !== undefined).toBe(redo);
  });

  it.each([
    ['none', undefined, undefined, 'itself'],
    ['both', undefined, undefined, 'the router'],
    ['both', 'force', undefined, 'itself'],
    ['none', undefined, { since: NOW / 1000 }, 'the router'],
  ] as const)(
    'a lost delete of a connection with routes=%s, detail %s, work %j is made again by %s',
    (choice, detail, routes, by) => {
      const options: Options = { routes: choice, accept: 'manual' };
      const lost = pending('delete', 91_000, detail);
      const mark: Mark = { said: 'Activated', pending: lost, ...(routes ? { routes } : {}) };

      const sweep = decided({ status: 'Activated', mark, options });
      const watch = decided({ status: 'Activated', mark, options, watching: true, since: NOW });

      expect(sweep.redo !== undefined).toBe(by === 'itself');
      expect(sweep.chain).toEqual(by === 'itself' ? [] : ['router']);
      expect([watch.redo !== undefined, watch.chain]).toEqual([true, []]);
    },
  );

  it('tells a modify when its values are seen, and not before', () => {
    const hit = pending('modify', 5_000, modificationFingerprint({ name: 'orders' }));
    const miss = pending('modify', 5_000, modificationFingerprint({ name: 'billing' }));
    const seen = decided({ status: 'Activated', mark: { said: 'Activated', pending: hit } });
    const notYet = decided({ status: 'Activated', mark: { said: 'Activated', pending: miss } });

    expect(typesOf(seen)).toEqual(['Updated']);
    expect(seen.mark.pending).toBeUndefined();
    expect(typesOf(notYet)).toEqual([]);
    expect(notYet.mark.pending).toEqual(miss);
  });

  it.each([
    [true, 9 * MINUTE, false],
    [true, 10 * MINUTE, true],
    [false, 19 * MINUTE, false],
    [false, 20 * MINUTE, true],
  ])(
    'gives a modify up that shows no effect (watching: %s, after %i ms: %s)',
    (watching, age, over) => {
      const miss = pending('modify', age, modificationFingerprint({ name: 'billing' }));
      const given = { status: 'Activated', watching, since: NOW - age } as const;
      const seen = decided({ ...given, mark: { said: 'Activated', pending: miss } });

      expect(typesOf(seen)).toEqual(over ? ['Lapsed'] : []);
      expect(seen.mark.pending).toEqual(over ? undefined : miss);
    },
  );

  it.each([
    ['modify', 'Activated', 21_000, true],
    ['modify', 'Activated', 10_000, false],
    ['modify', 'Updating', 21_000, false],
    ['delete', 'Activated', 21_000, true],
    ['accept', 'Accepting', 21_000, true],
    ['accept', 'Accepting', 10_000, false],
  ] as const)(
    'its watch makes a %s while %s again after %i ms: %s',
    (action, status, age, redo) => {
      const mark: Mark = { said: 'Activated', pending: pending(action, age, 'n.0') };
      const seen = decided({ status, mark, watching: true, since: NOW - age });
      expect(seen.redo !== undefined).toBe(redo);
    },
  );

  it.each([
    ['accept', 'Accepting'],
    ['reject', 'Accepting'],
    ['modify', 'Activated'],
    ['delete', 'Activated'],
  ] as const)('never makes a %s again where a refusal leaves no mark', (action, status) => {
    const at = (age: number) =>
      decided({
        status,
        mark: { said: status, pending: pending(action, age, 'n.0') },
        watching: true,
        since: NOW - age,
        remembers: false,
      });
    expect([at(21_000).redo, at(21_000).next]).toEqual([undefined, 'watch']);
    expect([at(MINUTE).redo, at(MINUTE).next]).toEqual([undefined, 'end']);
    expect(typesOf(at(20 * MINUTE))).toEqual([]);
  });

  it('tells a stall once', () => {
    const given = { status: 'Creating', watching: true, since: NOW - 10 * MINUTE } as const;
    const first = decided({ ...given, mark: { said: 'Creating' } });
    expect(typesOf(first)).toEqual(['Stalled']);
    expect(first.next).toBe('end');
    expect(typesOf(decided({ ...given, mark: first.mark }))).toEqual([]);
  });

  it('never polls Accepting', () => {
    const mark: Mark = { said: 'Accepting' };
    expect(decided({ status: 'Accepting', mark, watching: true, since: NOW }).next).toBe('end');
  });
});

const anyMark: fc.Arbitrary<Mark> = fc
  .record({
    said: fc.constantFrom('Requested' as const, ...STATUSES),
    action: fc.constantFrom('accept', 'reject', 'modify', 'delete', undefined),
    ageMs: fc.integer({ min: 0, max: 1_000_000 }),
    lacking: fc.boolean(),
    routes: fc.boolean(),
  })
  .map(({ said, action, ageMs, lacking, routes }) => ({
    said,
    ...(action ? { pending: pending(action, ageMs - (ageMs % 1000)) } : {}),
    ...(lacking ? { lacking: { sinks: ['aaaaaa'], since: NOW / 1000 } } : {}),
    ...(routes ? { routes: { since: NOW / 1000 } } : {}),
  }));
const anyGiven = fc.record({
  status: fc.constantFrom(...STATUSES),
  mark: anyMark,
  options: fc.constantFrom<Options>(PLAIN, { routes: 'both', accept: 'auto' }),
  watching: fc.boolean(),
});

describe('whatever is seen', () => {
  it('a fact that was marked is not told by the next look', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const { mark } = decided(given);
        expect(decided({ ...given, mark }).announce).toEqual([]);
      }),
    );
  });

  it('a sweep never goes on by itself, and only what is really there is told', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const decision = decided({ ...given, watching: false });
        expect(decision.next).toBe('end');
        for (const type of typesOf(decision))
          expect([given.status, 'Updated', 'Stalled', 'Lapsed']).toContain(type);
      }),
    );
  });
});
