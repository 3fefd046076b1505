import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains } from '../../../../lib/peering/network/cidr.ts';
import type { RouteEntry, VSwitch } from '../../../../lib/peering/network/model.ts';
import {
  type EntryState,
  entryStatesOf,
} from '../../../../lib/peering/routes/plan/entry-states.ts';
import { type PlannedEntry, planOf } from '../../../../lib/peering/routes/plan/plan.ts';
import { resolve } from '../../../../lib/peering/routes/plan/resolve.ts';
import { end, entry, ourEntry, PCC, readingOf, table, vSwitch } from './samples.ts';

/** Few enough addresses that blocks meet: 10.0.0.0/12 and what the cloud keeps for itself. */
const block = fc
  .oneof(
    { weight: 8, arbitrary: fc.tuple(fc.nat(15), fc.nat(3), fc.constantFrom(12, 14, 16, 18)) },
    { weight: 1, arbitrary: fc.constant([64, 0, 10] as const) },
    { weight: 1, arbitrary: fc.constant([80, 0, 16] as const) },
  )
  .map(([second, third, bits]) =>
    second > 15
      ? `100.${second}.0.0/${bits}`
      : `10.${bits < 16 ? second & ~((1 << (16 - bits)) - 1) : second}.${bits > 16 ? third << 6 : 0}.0/${bits}`,
  );

const TABLES = ['vtb-1', 'vtb-2', 'vtb-3'];
const tableIds = fc.subarray(TABLES, { minLength: 1 });
const status = fc.constantFrom('Available', 'Pending', 'Modifying', 'Deleting');

const vSwitches: fc.Arbitrary<VSwitch[]> = fc.array(
  block.map((each) => vSwitch(each)),
  { maxLength: 3 },
);

/** One entry a destination in a table, as the API has it. */
const entries: fc.Arbitrary<RouteEntry[]> = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...TABLES), block, fc.boolean(), status)
    .map(([id, to, ours, state]) => (ours ? ourEntry : entry)(id, to, { status: state })),
  { selector: (each) => `${each.routeTableId} ${each.destinationCidrBlock}`, maxLength: 8 },
);

interface World {
  readonly ids: readonly string[];
  readonly destinations: readonly string[];
  readonly vSwitches: readonly VSwitch[];
  readonly entries: readonly RouteEntry[];
}

const worlds: fc.Arbitrary<World> = fc.record({
  ids: tableIds,
  destinations: fc.uniqueArray(block, { minLength: 1, maxLength: 5 }),
  vSwitches,
  entries,
});

const planned = ({ ids, destinations, vSwitches: own }: World) =>
  planOf(end({ destinations }), { tables: ids.map((id) => table(id)), vSwitches: own });

const compare = (
  plan: readonly PlannedEntry[],
  entries: readonly RouteEntry[],
): readonly EntryState[] =>
  entryStatesOf(
    plan,
    readingOf(
      TABLES.map((id) => table(id)),
      entries,
    ),
    PCC,
  );

const created = ({ routeTableId, destinationCidrBlock }: PlannedEntry): RouteEntry =>
  ourEntry(routeTableId, destinationCidrBlock);

/** What the cloud makes of it: entries on their way are there or gone, what was missing is made. */
const applied = (
  before: readonly RouteEntry[],
  entryStates: readonly EntryState[],
): RouteEntry[] => [
  ...before
    .filter((each) => each.status !== 'Deleting')
    .map((each) => ({ ...each, status: 'Available' })),
  ...entryStates.flatMap((each) => (each.state === 'missing' ? [created(each.planned)] : [])),
];

const countOf = (entryStates: readonly EntryState[], state: EntryState['state']): number =>
  entryStates.filter((each) => each.state === state).length;

describe('any plan', () => {
  it('creates nothing inside a vSwitch of its own, nor where the cloud has its services', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const missing = compare(planned(world), world.entries).filter(
          ({ state }) => state === 'missing',
        );
        for (const { planned: it } of missing) {
          const { destinationCidrBlock: to } = it;
          expect(world.vSwitches.filter((own) => contains(own.cidrBlock, to))).toEqual([]);
          expect(contains('100.64.0.0/10', to)).toBe(false);
        }
      }),
    );
  });

  it('says something of each of its entries, and creates none beside another', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const plan = planned(world);
        const entryStates = compare(plan, world.entries);
        expect(entryStates.map((each) => each.planned)).toEqual(plan);
        for (const { planned: it } of entryStates.filter(({ state }) => state === 'missing'))
          expect(
            world.entries.filter(
              (each) =>
                each.routeTableId === it.routeTableId &&
                each.destinationCidrBlock === it.destinationCidrBlock,
            ),
          ).toEqual([]);
      }),
    );
  });

  it('leaves nothing to do once it is applied, and touches no conflict', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const plan = planned(world);
        const first = applied(world.entries, compare(plan, world.entries));
        const second = applied(first, compare(plan, first));
        const end = compare(plan, second);

        expect(countOf(end, 'missing') + countOf(end, 'settling')).toBe(0);
        expect(applied(second, end)).toEqual(second);
        const foreign = (list: readonly RouteEntry[]) =>
          list.filter(({ routeEntryName }) => routeEntryName === undefined);
        expect(foreign(second)).toEqual(
          foreign(world.entries.filter((each) => each.status !== 'Deleting')).map((each) => ({
            ...each,
            status: 'Available',
          })),
        );
      }),
    );
  });
});

describe('the resolution of a destination', () => {
  const number = (address: string): number =>
    address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const has = (cidr: string, address: number): boolean => {
    const [base = '', bits = '32'] = cidr.split('/');
    const size = 2 ** (32 - Number(bits));
    return Math.floor(number(base) / size) === Math.floor(address / size);
  };
  const bitsOf = (cidr: string): number => Number(cidr.split('/')[1]);

  /** Every /18 of the destination goes where the longest entry that has it leads. */
  const bruteForce = (list: readonly RouteEntry[], destination: string) => {
    const step = 2 ** 14;
    const [base = ''] = destination.split('/');
    const count = 2 ** (18 - bitsOf(destination));
    const hops = Array.from({ length: count }, (_, at) => {
      const address = number(base) + at * step;
      const [winner] = list
        .filter((each) => has(each.destinationCidrBlock, address))
        .sort((a, b) => bitsOf(b.destinationCidrBlock) - bitsOf(a.destinationCidrBlock));
      return winner?.nextHops[0]?.nextHopId === PCC;
    });
    return { isWhole: hops.every(Boolean), isPart: hops.some(Boolean) };
  };

  it('is what looking at every address by itself gives', () => {
    fc.assert(
      fc.property(entries, block, (all, destination) => {
        const list = [...new Map(all.map((each) => [each.destinationCidrBlock, each])).values()];
        const isOver = (each: RouteEntry): boolean => each.nextHops[0]?.nextHopId === PCC;
        const { isWhole, isPart } = resolve(list, destination, isOver);
        expect({ isWhole, isPart }).toEqual(bruteForce(list, destination));
      }),
      { numRuns: 2_000 },
    );
  });
});
