import { describe, expect, it } from 'vitest';
import type { NetworkApi } from '../../../../lib/peering/network/model.ts';
import {
  entriesIn,
  errorsIn,
  readEnd,
  readEnds,
  withoutEntries,
} from '../../../../lib/peering/routes/read.ts';
import { apiError, fakeContext } from '../../support/context.ts';
import { end, entry, networkWith, table, vSwitch } from './samples.ts';

const TABLES = [table('vtb-1'), table('vtb-idle', { vSwitchIds: [] }), table('vtb-2')];
const reading = (network: Partial<NetworkApi> = {}) => {
  const read: string[] = [];
  const accounts = new Set<string>();
  const api = networkWith({
    routeTables: async () => [...TABLES, table('vtb-gateway', { associateType: 'Gateway' })],
    vSwitches: async () => [vSwitch('10.1.1.0/24')],
    routeEntries: async (_, id) => {
      read.push(id);
      return [entry(id, '10.2.0.0/16')];
    },
    ...network,
  });
  const { ctx } = fakeContext({
    context: {
      network: async (accountId) => {
        accounts.add(accountId);
        return api;
      },
    },
  });
  return { ctx, read, accounts };
};

const refusing =
  (code: string, status = 403) =>
  async () => {
    throw apiError(code, status);
  };

describe('reading an end', () => {
  it('reads every table whose entries can be listed, used or not, and the vSwitches', async () => {
    const { ctx, read, accounts } = reading();
    const found = await readEnd(ctx, end());
    expect(read).toEqual(['vtb-1', 'vtb-idle', 'vtb-2']);
    expect(found.vSwitches).toEqual({ ok: true, value: [vSwitch('10.1.1.0/24')] });
    expect(entriesIn(found).map(({ routeTableId }) => routeTableId)).toEqual(read);
    expect(errorsIn(found)).toEqual([]);
    expect([...accounts]).toEqual([end().accountId]);
  });

  it('reads the entries of chosen tables alone', async () => {
    const { ctx, read } = reading();
    await readEnd(ctx, end(), { choose: (all) => all.slice(0, 1) });
    expect(read).toEqual(['vtb-1']);
  });

  it('says why one table could not be read, beside the entries of the others', async () => {
    const { ctx } = reading({
      routeEntries: async (_, id) => {
        if (id === 'vtb-2') throw apiError('Forbidden.RAM', 403);
        return [entry(id, '10.2.0.0/16')];
      },
    });
    const found = await readEnd(ctx, end());
    expect(entriesIn(found).map(({ routeTableId }) => routeTableId)).toEqual(['vtb-1', 'vtb-idle']);
    expect(errorsIn(found).map(({ code }) => code)).toEqual(['Forbidden.RAM']);
  });

  it('says why no table could be read, and reads no entries', async () => {
    const { ctx, read } = reading({ routeTables: refusing('Forbidden.RAM') });
    const found = await readEnd(ctx, end());
    expect([read, entriesIn(found)]).toEqual([[], []]);
    expect(errorsIn(found).map(({ code }) => code)).toEqual(['Forbidden.RAM']);
    expect(found.vSwitches.ok).toBe(true);
  });

  it('tries again what passes within its patience, and no longer', async () => {
    const flaky = (failures: number) => {
      let left = failures;
      return reading({
        routeTables: async () => {
          if (left-- > 0) throw apiError('Throttling', 429);
          return TABLES;
        },
      }).ctx;
    };
    expect((await readEnd(flaky(4), end())).tables.ok).toBe(true);
    expect((await readEnd(flaky(4), end(), { patienceMs: 500 })).tables.ok).toBe(false);
  });

  it('reads several ends, in their order', async () => {
    const { ctx } = reading();
    const found = await readEnds(ctx, [end(), end({ vpcId: 'vpc-b' })]);
    expect(found.map((each) => each.end.vpcId)).toEqual(['vpc-a', 'vpc-b']);
  });
});

describe('what was read, without some entries', () => {
  it('keeps the others, the tables, and what could not be read', async () => {
    const { ctx } = reading({
      routeEntries: async (_, id) => {
        if (id === 'vtb-2') throw apiError('Forbidden.RAM', 403);
        return [entry(id, '10.2.0.0/16'), entry(id, '10.3.0.0/16')];
      },
    });
    const found = await readEnd(ctx, end());
    const left = withoutEntries(found, (each) => each.destinationCidrBlock === '10.2.0.0/16');
    expect(
      entriesIn(left).map((each) => `${each.routeTableId} ${each.destinationCidrBlock}`),
    ).toEqual(['vtb-1 10.3.0.0/16', 'vtb-idle 10.3.0.0/16']);
    expect(errorsIn(left)).toHaveLength(1);
    expect([left.end, left.vSwitches]).toEqual([found.end, found.vSwitches]);
  });

  it('is an end that could not be read as it was', async () => {
    const { ctx } = reading({ routeTables: refusing('Forbidden.RAM') });
    const found = await readEnd(ctx, end());
    expect(withoutEntries(found, () => true)).toBe(found);
  });
});
