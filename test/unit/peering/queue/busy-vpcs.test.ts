import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../../../lib/peering/ports.ts';
import { BusyVpcs } from '../../../../lib/peering/queue/flow-control.ts';
import { apiError, fakeContext, START } from '../../support/context.ts';
import { deleteRequest, itemOf } from '../commands/items.ts';
import { connectionIn } from '../samples.ts';
import { createItem } from './items.ts';

const side = (vpcId: string) => ({ vpcId, ipv4Cidrs: [], ipv6Cidrs: [] });
const all = () => true;
const far = createItem(0, { acceptingRegionId: 'cn-shanghai' });

/** Busy VPCs of which lists show these connections; every list is recorded. */
const busyWith = (rows: Parameters<typeof connectionIn>[] | Error) => {
  const asked: ListQuery[] = [];
  const fake = fakeContext({
    peering: {
      list: async (query) => {
        asked.push(query);
        if (rows instanceof Error) throw rows;
        return { items: rows.map((row) => connectionIn(...row)) };
      },
    },
    context: { random: () => 0.5 },
  });
  return { ...fake, asked, busy: new BusyVpcs(fake.ctx) };
};

describe('a VPC with an operation under way', () => {
  it('is each end of a create that has just been made, looked at after the first wait', () => {
    const { busy } = busyWith([]);
    busy.block(far, 0);
    expect([...busy.names()]).toEqual(['vpc-a', 'vpc-b']);
    expect([busy.has('vpc-a'), busy.has('vpc-c')]).toEqual([true, false]);
    expect(busy.nextCheckAt(all)).toBe(START + 2_000);
    busy.block(far, 2);
    expect(busy.nextCheckAt(all)).toBe(START + 5_120);
  });

  it('is none of an action on a connection: what its VPCs are is not known', () => {
    const { busy } = busyWith([]);
    busy.block(itemOf(deleteRequest), 0);
    expect([...busy.names()]).toEqual([]);
    expect(busy.nextCheckAt(all)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is asked about in its own region', async () => {
    const { busy, asked, advance } = busyWith([]);
    busy.block(far, 0);
    advance(2_000);
    await busy.look(all);
    expect(asked).toEqual([
      { regionId: 'cn-hangzhou', vpcIds: ['vpc-a'], maxResults: 100 },
      { regionId: 'cn-shanghai', vpcIds: ['vpc-b'], maxResults: 100 },
    ]);
  });

  it('is not looked at before its time, nor while nobody waits for it', async () => {
    const { busy, asked, advance } = busyWith([]);
    busy.block(far, 0);
    advance(1_999);
    await busy.look(all);
    expect(asked).toEqual([]);
    advance(1);
    await busy.look((vpcId) => vpcId === 'vpc-b');
    expect(asked).toMatchObject([{ vpcIds: ['vpc-b'] }]);
    expect([...busy.names()]).toEqual(['vpc-a']);
    expect(busy.nextCheckAt((vpcId) => vpcId === 'vpc-b')).toBe(Number.POSITIVE_INFINITY);
  });

  it('is looked at first whose time comes first', () => {
    const apart = createItem(1, { vpcId: 'vpc-x', acceptingVpcId: 'vpc-y' });
    for (const order of [
      [far, apart],
      [apart, far],
    ] as const) {
      const { busy } = busyWith([]);
      for (const item of order) busy.block(item, item === far ? 0 : 2);
      expect(busy.nextCheckAt(all)).toBe(START + 2_000);
      expect(busy.nextCheckAt((vpcId) => vpcId === 'vpc-x')).toBe(START + 5_120);
    }
  });

  it.each<[string, Parameters<typeof connectionIn>[], boolean]>([
    ['a connection of it is in motion', [['Creating', { vpc: side('vpc-a') }]], true],
    [
      'it is the accepting end of one',
      [['Updating', { vpc: side('vpc-x'), acceptingVpc: side('vpc-a') }]],
      true,
    ],
    ['its connections stand still', [['Activated', { vpc: side('vpc-a') }]], false],
    [
      'the list shows connections of others',
      [['Deleting', { vpc: side('vpc-x'), acceptingVpc: side('vpc-y') }]],
      false,
    ],
    ['nothing is listed', [], false],
  ])('%2$s while %s', async (_, rows, isBusy) => {
    const { busy, advance } = busyWith(rows);
    busy.block(createItem(0), 0);
    advance(2_000);
    await busy.look((vpcId) => vpcId === 'vpc-a');
    expect(busy.has('vpc-a')).toBe(isBusy);
  });

  it('stays so where it cannot be looked at, and is looked at ever more rarely', async () => {
    const { busy, advance, ctx } = busyWith(apiError('Throttling'));
    busy.block(createItem(0), 0);
    advance(2_000);
    await busy.look(all);
    expect(busy.nextCheckAt(all) - ctx.clock.now()).toBe(3_200);
    advance(3_200);
    await busy.look(all);
    expect(busy.nextCheckAt(all) - ctx.clock.now()).toBe(5_120);
  });
});
