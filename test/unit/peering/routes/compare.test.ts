import { describe, expect, it } from 'vitest';
import type { RouteEntry } from '../../../../lib/peering/network/model.ts';
import { compare } from '../../../../lib/peering/routes/plan/compare.ts';
import { isOurs, textsOf } from '../../../../lib/peering/routes/plan/ours.ts';
import { planOf } from '../../../../lib/peering/routes/plan/plan.ts';
import { end, entry, ourEntry, PCC, table, vSwitch } from './samples.ts';

const place = { tables: [table('vtb-1')], vSwitches: [vSwitch('10.1.1.0/24')] };
const standing = (entries: readonly RouteEntry[], destination = '10.2.0.0/16') =>
  compare(planOf(end({ destinations: [destination] }), place), entries, PCC)[0];

const elsewhere = entry('vtb-1', '10.2.0.0/16');
const leading = (more: Partial<RouteEntry>) => ourEntry('vtb-1', '10.2.0.0/16', more);

describe('how a planned entry stands', () => {
  it.each<[string, readonly RouteEntry[], string]>([
    ['nothing there', [], 'missing'],
    ['ours', [leading({})], 'present'],
    ['the same by somebody else', [leading({ routeEntryName: 'mine' })], 'present'],
    ['ours, Pending', [leading({ status: 'Pending' })], 'settling'],
    ['ours, Modifying', [leading({ status: 'Modifying' })], 'settling'],
    ['ours, on its way out', [leading({ status: 'Deleting' })], 'settling'],
    ['another next hop', [elsewhere], 'conflict'],
    ['another next hop, Pending', [{ ...elsewhere, status: 'Pending' }], 'conflict'],
    ['another next hop, on its way out', [{ ...elsewhere, status: 'Deleting' }], 'settling'],
    ['the same destination in another table', [entry('vtb-2', '10.2.0.0/16')], 'missing'],
    ['a narrower destination', [entry('vtb-1', '10.2.1.0/24')], 'missing'],
    ['a propagated entry', [entry('vtb-1', '10.2.0.0/16', { type: 'CEN' })], 'conflict'],
  ])('with %s', (_, entries, state) => {
    expect(standing(entries)?.state).toBe(state);
  });

  it('is told apart from others by the block, however it is written', () => {
    const spelt = ourEntry('vtb-1', '2001:DB8:0002:0::/56');
    expect(standing([spelt], '2001:db8:2::/56')?.state).toBe('present');
  });

  it('names what stands in the way', () => {
    expect(standing([elsewhere])).toMatchObject({
      reason: 'Entry rte-vtb-1-10.2.0.0/16 of this table leads to Instance i-1.',
    });
    expect(standing([], '10.1.1.0/24')).toMatchObject({
      state: 'conflict',
      reason: "It lies within 10.1.1.0/24 of the VPC's own vSwitch vsw-a.",
    });
  });
});

describe('an entry of ours', () => {
  it('is known by the name that its description gives', () => {
    expect(isOurs(ourEntry('vtb-1', '10.2.0.0/16'), 'peerflow')).toBe(true);
  });

  it.each<[string, Partial<RouteEntry>]>([
    ['renamed', { routeEntryName: 'kept-by-ops' }],
    ['described anew', { description: 'to the orders VPC' }],
    ['with the name of another request', { routeEntryName: textsOf('peerflow', 'order-2').name }],
    ['of another deployment', { description: 'other:request=order-1' }],
    ['propagated', { type: 'BGP' }],
  ])('is no longer ours when it is %s', (_, more) => {
    expect(isOurs(ourEntry('vtb-1', '10.2.0.0/16', more), 'peerflow')).toBe(false);
  });

  it('keeps the rules of the API for names and descriptions, whatever the request id', () => {
    const longest = textsOf('p'.repeat(64), 'r'.repeat(128));
    expect(longest.name.length).toBeLessThanOrEqual(128);
    expect(longest.description.length).toBeLessThanOrEqual(256);
    expect(textsOf('http', '//x').description).not.toMatch(/^https?:\/\//);
  });
});
