import { describe, expect, it } from 'vitest';
import type { RouteEntry } from '../../../../lib/peering/network/model.ts';
import { madeOf } from '../../../../lib/peering/routes/made.ts';
import type { EndState } from '../../../../lib/peering/routes/state.ts';
import { apiError, fakeContext } from '../../support/context.ts';
import { end, entry, ourEntry, stateWith, table } from './samples.ts';

const { ctx } = fakeContext();
const TABLES = [table('vtb-1'), table('vtb-2')];
const here = end({ destinations: ['10.2.0.0/16', '10.3.0.0/16'] });
const stateOf = (...entries: readonly RouteEntry[]) =>
  stateWith({ tables: TABLES, entries, end: here });
const made = (...states: readonly EndState[]) => madeOf(ctx, states);
const all = ['vtb-1', 'vtb-2'].flatMap((id) => here.destinations.map((to) => ourEntry(id, to)));
const byHand = all.map((each) => ({ ...each, routeEntryName: 'by hand' }));

describe('what came of making routes', () => {
  it('is Ready where every entry leads there, whoever made it', () => {
    expect(made(stateOf(...all)).type).toBe('Ready');
    expect(made(stateOf(...byHand)).type).toBe('Ready');
  });

  it.each<[string, readonly EndState[]]>([
    ['an entry is missing', [stateOf(...all.slice(1))]],
    [
      'an entry is on its way',
      [stateOf(ourEntry('vtb-1', '10.2.0.0/16', { status: 'Pending' }), ...all.slice(1))],
    ],
    ['a narrower entry takes a part', [stateOf(...all, entry('vtb-1', '10.2.7.0/24'))]],
    [
      'a side leads nowhere for it shows no range',
      [stateOf(...all), stateWith({ tables: TABLES, entries: [], end: end({ destinations: [] }) })],
    ],
    [
      'a side was not looked at',
      [stateOf(...all), { end: end({ destinations: [] }), refused: new Map() }],
    ],
  ])('is Partial where %s', (_, states) => {
    expect(made(...states).type).toBe('Partial');
  });

  it.each<[string, readonly EndState[]]>([
    ['something stands in the way', [stateOf(entry('vtb-1', '10.2.0.0/16'))]],
    ['a side has no table', [stateOf(...all), stateWith({ tables: [], entries: [] })]],
    ['writes are refused for good', [{ ...stateOf(), accessError: apiError('QuotaExceeded') }]],
  ])('is Failed where %s', (_, states) => {
    expect(made(...states).type).toBe('Failed');
    expect(made(...states).failure).toBeDefined();
  });

  it('has one name for one result, in whatever order it was read', () => {
    const same = made(stateOf(...all));
    expect(made(stateOf(...[...all].reverse())).plan).toBe(same.plan);
    expect(made(stateOf(...byHand)).plan).toBe(same.plan);
    const turned = end({ destinations: [...here.destinations].reverse() });
    expect(made(stateWith({ tables: [...TABLES].reverse(), entries: all, end: turned })).plan).toBe(
      same.plan,
    );
  });

  it('has another name for every other result, and one for what is left', () => {
    const results = [
      made(stateOf(...all)),
      made(stateOf(...all.slice(1))),
      made(stateOf(...all.slice(2))),
      made(stateOf(entry('vtb-1', '10.2.0.0/16'), ...all.slice(1))),
      made(stateWith({ tables: TABLES, entries: all, end: { ...here, vpcId: 'vpc-z' } })),
    ];
    expect(new Set(results.map(({ plan }) => plan)).size).toBe(results.length);
    expect(results[1]?.partial).not.toBe(results[2]?.partial);
    expect(results[0]?.partial).toBe(made(stateOf(...byHand)).partial);
    expect(results[1]?.partial).toMatch(/^[0-9a-f]{16}$/);
  });

  it('leaves the same where the rest of the plan is another', () => {
    const wider = end({ destinations: [...here.destinations, '10.4.0.0/16'] });
    const added = ['vtb-1', 'vtb-2'].map((id) => ourEntry(id, '10.4.0.0/16'));
    const entries = [...all.slice(1), ...added];
    const after = made(stateWith({ tables: TABLES, entries, end: wider }));
    expect(after.partial).toBe(made(stateOf(...all.slice(1))).partial);
  });

  it('shows first what needs attention', () => {
    const { facts } = made(
      stateOf(ourEntry('vtb-1', '10.2.0.0/16'), entry('vtb-2', '10.3.0.0/16')),
    );
    expect(facts.map(({ result }) => result)).toEqual([
      'conflict',
      'missing',
      'missing',
      'created',
    ]);
  });
});
