import { describe, expect, it } from 'vitest';
import type { NetworkApi } from '../../../../lib/peering/network/model.ts';
import { Side, type SideWork } from '../../../../lib/peering/routes/apply/side.ts';
import { unplanned } from '../../../../lib/peering/routes/work/gone.ts';
import { fakeContext } from '../../support/context.ts';
import { FakeNetwork } from '../../support/network.ts';
import { end, ourEntry, PCC, table, WHOSE } from './samples.ts';

const calm = { tries: 0, spent: {} };
const here = end({ destinations: ['10.2.0.0/16', '10.3.0.0/16'] });
const author = { ...WHOSE, instanceId: PCC, generation: 'chain 1' };

/** One side with its tables; every read and every question whether it is wanted is kept. */
const side = (ids: readonly string[], more: Partial<SideWork> = {}) => {
  const network = new FakeNetwork();
  network.tables.set(
    'vpc-a',
    ids.map((id) => table(id)),
  );
  const reads: string[] = [];
  const api: NetworkApi = {
    ...network.api,
    routeTables: (region, vpcId) => {
      reads.push(vpcId);
      return network.api.routeTables(region, vpcId);
    },
    routeEntries: (region, id) => {
      reads.push(id);
      return network.api.routeEntries(region, id);
    },
  };
  const { ctx } = fakeContext({ context: { network: async () => api } });
  const asked: number[] = [];
  const isWanted = async () => {
    asked.push(network.journal.length);
    return true;
  };
  const it = new Side(ctx, here, { author, isWanted, unreadAfterMs: 60_000, ...more });
  return { it, network, reads, asked };
};

describe('one side of a connection', () => {
  it('reads its tables once, and their entries until those are as they are to be', async () => {
    const { it, network, reads } = side(['vtb-1', 'vtb-2', 'vtb-3'], {
      surplus: unplanned(WHOSE, { instanceId: PCC }),
    });
    const all = ['vtb-1', 'vtb-2', 'vtb-3'].flatMap((id) =>
      here.destinations.map((to) => ourEntry(id, to)),
    );
    network.entries = [...all.slice(0, 3), ...all.slice(4), ourEntry('vtb-3', '10.8.0.0/16')];
    const turn = async () => {
      reads.length = 0;
      const { kind } = await it.turn(calm);
      return [kind, ...reads];
    };
    expect(await turn()).toEqual(['pause', 'vpc-a', 'vtb-1', 'vtb-2', 'vtb-3']);
    expect(await turn()).toEqual(['pause', 'vtb-2', 'vtb-3']);
    expect(await turn()).toEqual(['ended', 'vtb-2']);
    expect(network.leadingTo(PCC)).toHaveLength(6);
  });

  it('asks whether it is still wanted before each write but the first', async () => {
    const { it, network, asked } = side(['vtb-1'], {
      surplus: unplanned(WHOSE, { instanceId: PCC }),
    });
    network.entries = [ourEntry('vtb-1', '10.8.0.0/16')];
    for (let at = 0; at < 3; at++) await it.turn(calm);
    expect(network.journal).toHaveLength(3);
    expect(asked).toEqual([1]);
  });

  it('that records first hands over what is to go before it takes anything away, and nothing where none is', async () => {
    const surplus = unplanned(WHOSE, { instanceId: PCC });
    const { it, network } = side(['vtb-1'], { surplus, isRecordedFirst: true, plan: () => [] });
    expect((await it.turn(calm)).kind).toBe('ended');
    expect(network.journal).not.toContain('delete');
    const other = side(['vtb-1'], { surplus, isRecordedFirst: true, plan: () => [] });
    other.network.entries = [ourEntry('vtb-1', '10.8.0.0/16')];
    expect(await other.it.turn(calm)).toMatchObject({ kind: 'pause', successor: 'at-once' });
    expect(other.it.changes()).toMatchObject([
      { destinationCidrBlock: '10.8.0.0/16', result: 'removed' },
    ]);
    expect(other.network.entries).toHaveLength(1);
  });

  it('that cannot be read waits outside of its invocation: the read was tried again in place', async () => {
    const { it, network } = side(['vtb-1']);
    network.fail('routeEntries', 'ServiceUnavailable');
    expect(await it.turn(calm)).toMatchObject({ reason: 'transient', successor: 'after-wait' });
  });

  it.each([
    ['conflict', 'IncorrectRouteEntryStatus'],
    ['transient', 'ServiceUnavailable'],
  ] as const)('that is given up without an error, for %s, fails as %s', async (reason, code) => {
    const { it } = side(['vtb-1']);
    await it.turn(calm);
    const { state } = await it.giveUp({ kind: 'pause', reason });
    expect([...state.refused.values()]).toMatchObject([{ code }, { code }]);
  });
});
