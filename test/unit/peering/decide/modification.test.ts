import { describe, expect, it } from 'vitest';
import { hasSettled, unmetValues, valuesOf } from '../../../../lib/peering/decide/modification.ts';
import { connectionIn } from '../samples.ts';

const AT = '2026-11-24T08:59:00Z';

describe('the values of a modify', () => {
  it('are those that it gives, and no others', () => {
    const request = { name: 'new', bandwidth: 100 };
    expect(valuesOf(request)).toStrictEqual(request);
    expect(valuesOf({})).toStrictEqual({});
    expect(valuesOf({ description: 'd', linkType: 'Gold' })).toStrictEqual({
      description: 'd',
      linkType: 'Gold',
    });
  });

  it('are unmet where the connection holds others', () => {
    const connection = connectionIn('Activated', { name: 'orders', bandwidth: 100 });
    const asked = { name: 'new', bandwidth: 100, description: 'd' };
    expect(unmetValues(asked, connection)).toEqual([
      { field: 'name', asked: 'new', actual: 'orders' },
      { field: 'description', asked: 'd', actual: null },
    ]);
    expect(unmetValues({}, connection)).toEqual([]);
  });
});

describe('a modify has settled', () => {
  const connection = connectionIn('Activated', { name: 'orders', gmtModified: AT });
  const change = { values: { name: 'new' }, modifiedBefore: AT };

  it('when its values are seen, the connection was modified since, or a minute has passed', () => {
    expect(hasSettled(change, connection, 59_999)).toBe(false);
    expect(hasSettled(change, { ...connection, name: 'new' }, 0)).toBe(true);
    expect(hasSettled(change, { ...connection, gmtModified: '2026-11-24T09:00:00Z' }, 0)).toBe(
      true,
    );
    expect(hasSettled(change, connection, 60_000)).toBe(true);
  });
});
