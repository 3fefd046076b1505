import { describe, expect, it } from 'vitest';
import {
  countByStatus,
  matching,
  NO_FILTER,
  regionsOf,
  sorted,
  withStatus,
} from '../../../page/model/filter.ts';
import { rowOf } from './rows.ts';

const ROWS = [
  rowOf({ instanceId: 'pcc-1', name: 'hub-10', status: 'Activated' }),
  rowOf({ instanceId: 'pcc-2', name: 'hub-9', status: 'Accepting', regionId: 'cn-beijing' }),
  rowOf({ instanceId: 'pcc-3', status: 'Rejected', tags: [{ key: 'team', value: 'Billing' }] }),
];

const ids = (rows: readonly { connection: { instanceId: string } }[]) =>
  rows.map(({ connection }) => connection.instanceId);

describe('filters', () => {
  it('finds rows that have every word somewhere, whatever its case', () => {
    expect(ids(matching(ROWS, { ...NO_FILTER, text: 'HUB  1001' }))).toEqual(['pcc-1', 'pcc-2']);
    expect(ids(matching(ROWS, { ...NO_FILTER, text: 'team=billing' }))).toEqual(['pcc-3']);
    expect(matching(ROWS, { ...NO_FILTER, text: 'hub nowhere' })).toEqual([]);
  });

  it('takes a row whose other side is in the region, too', () => {
    expect(ids(matching(ROWS, { ...NO_FILTER, region: 'cn-beijing' }))).toEqual(['pcc-2']);
    expect(matching(ROWS, { ...NO_FILTER, region: 'cn-shanghai' })).toHaveLength(3);
  });

  it('keeps the statuses that are chosen, or all', () => {
    expect(withStatus(ROWS, NO_FILTER)).toHaveLength(3);
    const statuses = new Set(['Rejected', 'Accepting']);
    expect(ids(withStatus(ROWS, { ...NO_FILTER, statuses }))).toEqual(['pcc-2', 'pcc-3']);
  });

  it('counts statuses, those that need somebody first', () => {
    expect([...countByStatus(ROWS)]).toEqual([
      ['Rejected', 1],
      ['Accepting', 1],
      ['Activated', 1],
    ]);
  });

  it('lists the regions of both sides once', () => {
    expect(regionsOf(ROWS)).toEqual(['cn-beijing', 'cn-hangzhou', 'cn-shanghai']);
  });
});

describe('order', () => {
  it('puts first what needs somebody, unknown states before Activated', () => {
    const odd = rowOf({ instanceId: 'pcc-4', status: 'Moving' });
    const order = ids(sorted([...ROWS, odd], { key: 'urgency', descending: false }));
    expect(order).toEqual(['pcc-3', 'pcc-2', 'pcc-4', 'pcc-1']);
  });

  it('sorts names by their numbers, and by id where there is no name', () => {
    const order = ids(sorted(ROWS, { key: 'name', descending: false }));
    expect(order).toEqual(['pcc-2', 'pcc-1', 'pcc-3']);
    expect(ids(sorted(ROWS, { key: 'name', descending: true }))).toEqual(order.toReversed());
  });
});
