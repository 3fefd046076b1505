import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../page/model/contract.ts';
import { type Box, layoutOf } from '../../../page/model/graph/layout.ts';
import { hubsOf, networkOf } from '../../../page/model/graph/network.ts';
import { rowOf } from './rows.ts';

const link = (at: number, from: string, to: string): Row =>
  rowOf({
    instanceId: `pcc-${at}`,
    vpc: { vpcId: from },
    acceptingVpc: { vpcId: to },
    ownerId: `account-${from.length % 3}`,
    acceptingRegionId: `region-${to.length % 2}`,
  });

const star = Array.from({ length: 20 }, (_, at) => link(at, 'hub', `spoke-${at}`));

const anyRows = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 })), {
    maxLength: 60,
  })
  .map((pairs) => pairs.map(([a, b], at) => link(at, `vpc-${a}`, `vpc-${b}`)));

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the graph', () => {
  it('puts the hub of a star into the middle and its spokes left and right of it', () => {
    const { cards, paths } = layoutOf(networkOf(star), 1200);
    const nodes = cards.flatMap((card) => card.nodes);
    const inColumn = (name: string) => nodes.filter(({ column }) => column === name);
    expect(inColumn('middle').map(({ vpc }) => vpc.vpcId)).toEqual(['hub']);
    expect(inColumn('left').length + inColumn('right').length).toBe(20);
    expect(Math.abs(inColumn('left').length - inColumn('right').length)).toBeLessThan(4);
    expect(paths).toHaveLength(20);
  });

  it('has two columns where there is little room', () => {
    const { cards } = layoutOf(networkOf(star), 360);
    const columns = new Set(cards.flatMap((card) => card.nodes.map(({ column }) => column)));
    expect([...columns].sort()).toEqual(['middle', 'right']);
  });

  it.each([330, 760, 1280])('keeps the signs of a star apart in a width of %d', (width) => {
    const signs = layoutOf(networkOf(star), width).paths.map(({ badge }) => badge);
    const distances = signs.flatMap((a, at) =>
      signs.slice(at + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)),
    );
    expect(Math.min(...distances)).toBeGreaterThan(20);
  });

  it('gives every connection an end in the middle', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const network = networkOf(rows);
        const hubs = hubsOf(network);
        expect(network.links.every(({ ends }) => ends.some((end) => hubs.has(end)))).toBe(true);
      }),
    );
  });

  it('shows every VPC once, in cards that do not overlap and stay within the picture', () => {
    fc.assert(
      fc.property(anyRows, fc.constantFrom(330, 760, 1280), (rows, width) => {
        const network = networkOf(rows);
        const { cards, height } = layoutOf(network, width);
        const shown = cards.flatMap((card) => card.nodes.map(({ vpc }) => vpc.vpcId));
        expect(shown.sort()).toEqual([...network.vpcs.keys()].sort());
        cards.forEach((a, at) => {
          expect(a.x).toBeGreaterThanOrEqual(0);
          expect(a.x + a.width).toBeLessThanOrEqual(width);
          expect(a.y + a.height).toBeLessThanOrEqual(height);
          expect(cards.slice(at + 1).some((b) => overlap(a, b))).toBe(false);
        });
      }),
    );
  });

  it('draws two connections of one pair as two lines', () => {
    const { paths } = layoutOf(networkOf([link(1, 'a', 'b'), link(2, 'a', 'b')]), 1200);
    expect(new Set(paths.map(({ d }) => d)).size).toBe(2);
  });

  it('draws the same picture whatever order the rows have within a card', () => {
    const one = layoutOf(networkOf(star), 1200);
    const other = layoutOf(networkOf(star.toReversed()), 1200);
    expect(other.cards).toEqual(one.cards);
  });
});
