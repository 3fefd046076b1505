import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import type { RouteEntry } from '../../../../lib/peering/network/model.ts';
import { entryStatesOf } from '../../../../lib/peering/routes/plan/entry-states.ts';
import { isOurs, leadsTo, textsOf } from '../../../../lib/peering/routes/plan/ours.ts';
import { planOf } from '../../../../lib/peering/routes/plan/plan.ts';
import { end, entry, ourEntry, PCC, readingOf, table, vSwitch, WHOSE } from './samples.ts';

const place = { tables: [table('vtb-1')], vSwitches: [vSwitch('10.1.1.0/24')] };
const entryState = (entries: readonly RouteEntry[], destination = '10.2.0.0/16') =>
  entryStatesOf(
    planOf(end({ destinations: [destination] }), place),
    readingOf(place.tables, entries),
    PCC,
  )[0];

const elsewhere = entry('vtb-1', '10.2.0.0/16');
const leading = (more: Partial<RouteEntry> = {}) => ourEntry('vtb-1', '10.2.0.0/16', more);
const over = { nextHopId: PCC, nextHopType: 'VpcPeer' };
const beside = { nextHopId: 'vbr-1', nextHopType: 'RouterInterface', weight: 50 };
const narrow = (block: string, more: Partial<RouteEntry> = {}) => entry('vtb-1', block, more);
const narrowOver = (block: string) => narrow(block, { nextHops: [over] });

describe('how a planned entry stands', () => {
  it.each<[string, readonly RouteEntry[], string]>([
    ['nothing there', [], 'missing'],
    ['ours', [leading()], 'present'],
    ['the same by somebody else', [leading({ routeEntryName: 'mine' })], 'present'],
    ['ours, Pending', [leading({ status: 'Pending' })], 'settling'],
    ['ours, Modifying', [leading({ status: 'Modifying' })], 'settling'],
    ['ours, on its way out', [leading({ status: 'Deleting' })], 'settling'],
    ['ours, and the same on its way out', [leading({ status: 'Deleting' }), leading()], 'present'],
    ['another next hop', [elsewhere], 'conflict'],
    ['another next hop, on its way out', [{ ...elsewhere, status: 'Deleting' }], 'settling'],
    ['the same destination in another table', [entry('vtb-2', '10.2.0.0/16')], 'missing'],
    ['a narrower destination', [narrow('10.2.1.0/24')], 'missing'],
    ['a propagated entry', [entry('vtb-1', '10.2.0.0/16', { type: 'CEN' })], 'conflict'],
    ['a wider one elsewhere', [narrow('10.0.0.0/8')], 'missing'],
    ['a wider one over the connection', [narrowOver('10.0.0.0/8')], 'present'],
    [
      'two halves over the connection',
      [narrowOver('10.2.0.0/17'), narrowOver('10.2.128.0/17')],
      'present',
    ],
    ['two halves elsewhere', [narrow('10.2.0.0/17'), narrow('10.2.128.0/17')], 'conflict'],
    [
      'ours and two halves elsewhere',
      [leading(), narrow('10.2.0.0/17'), narrow('10.2.128.0/17')],
      'conflict',
    ],
    ['ours and one half elsewhere', [leading(), narrow('10.2.0.0/17')], 'partial'],
    [
      'ours and a half that is not Available',
      [leading(), narrow('10.2.0.0/17', { status: 'Deleting' })],
      'present',
    ],
    ['ours and a half that leads over it too', [leading(), narrowOver('10.2.0.0/17')], 'present'],
    [
      'a half elsewhere whose halves lead over it',
      [leading(), narrow('10.2.0.0/17'), narrowOver('10.2.0.0/18'), narrowOver('10.2.64.0/18')],
      'present',
    ],
    [
      'ours and an own vSwitch within it',
      [leading(), narrow('10.2.1.0/24', { type: 'System' })],
      'present',
    ],
    ['another next hop beside it', [leading({ nextHops: [over, beside] })], 'conflict'],
    [
      'another next hop beside it, of no weight',
      [leading({ nextHops: [over, { ...beside, weight: 0 }] })],
      'conflict',
    ],
    [
      'the next hop switched off',
      [leading({ nextHops: [{ ...over, enabled: false }] })],
      'conflict',
    ],
    ['a single next hop of weight 0', [leading({ nextHops: [{ ...over, weight: 0 }] })], 'present'],
  ])('with %s', (_, entries, state) => {
    expect(entryState(entries)?.state).toBe(state);
  });

  it('is told apart from others by the block, however it is written', () => {
    const spelt = ourEntry('vtb-1', '2001:DB8:0002:0::/56');
    expect(entryState([spelt], '2001:db8:2::/56')?.state).toBe('present');
  });

  it('names what stands in the way', () => {
    expect(entryState([elsewhere])).toMatchObject({
      reason: 'Entry rte-vtb-1-10.2.0.0/16 for 10.2.0.0/16 leads to Instance i-1.',
    });
    expect(entryState([leading({ nextHops: [over, beside] })])).toMatchObject({
      reason: expect.stringContaining('RouterInterface vbr-1 (weight 50)'),
    });
    expect(
      entryState([entry('vtb-1', '10.2.0.0/16', { nextHops: [{ ...beside }] })]),
    ).toMatchObject({
      reason: expect.stringMatching(/leads to RouterInterface vbr-1\.$/),
    });
    expect(
      entryState([leading({ nextHops: [over, { nextHopId: '', nextHopType: 'ECR' }] })]),
    ).toMatchObject({ reason: expect.stringMatching(/leads to VpcPeer pcc-[a-z0-9]+ and ECR\.$/) });
    expect(entryState([leading({ nextHops: [{ ...over, enabled: false }] })])).toMatchObject({
      reason: expect.stringMatching(/leads to VpcPeer pcc-[a-z0-9]+, which is switched off\.$/),
    });
    expect(
      entryState([leading({ nextHops: [{ ...over, nextHopId: 'i-2', enabled: true }] })]),
    ).toMatchObject({
      reason: expect.stringMatching(/leads to VpcPeer i-2\.$/),
    });
    expect(
      entryState([entry('vtb-1', '10.2.0.0/16', { routeEntryId: '', nextHops: [] })]),
    ).toMatchObject({
      reason: 'Entry (system) for 10.2.0.0/16 leads to nowhere.',
    });
    const halves = [narrow('10.2.0.0/17'), narrow('10.2.128.0/17')];
    expect(entryState(halves)).toMatchObject({
      reason: expect.stringMatching(/^All of it goes elsewhere: Entry rte-vtb-1-10\.2\./),
      entry: expect.objectContaining({ routeTableId: 'vtb-1' }),
    });
    expect(entryState([], '10.1.1.0/24')).toMatchObject({
      state: 'conflict',
      reason: "It lies within 10.1.1.0/24 of the VPC's own vSwitch vsw-a.",
    });
  });

  it('names the entry that carries it: its own, a wider one, or one within it', () => {
    const carrier = (entries: readonly RouteEntry[]) => entryState(entries);
    const wider = narrowOver('10.0.0.0/8');
    expect(carrier([wider, leading()])).toMatchObject({ entry: leading() });
    expect(carrier([narrow('10.3.0.0/16'), wider])).toMatchObject({ entry: wider });
    const halves = [narrowOver('10.2.0.0/17'), narrowOver('10.2.128.0/17')];
    expect(carrier(halves)).toMatchObject({ entry: halves[0] });
  });

  it('is known of entries that somebody made before those that a gateway propagated', () => {
    const cen = { type: 'CEN', nextHops: [{ nextHopId: 'tr-1', nextHopType: 'Attachment' }] };
    const wide = '10.0.0.0/8';
    expect(entryState([narrow(wide, cen), narrowOver(wide)])?.state).toBe('present');
    expect(entryState([narrowOver(wide), narrow(wide)])?.state).toBe('missing');
    expect(entryState([{ ...narrowOver(wide), type: 'BGP' }, narrow(wide, cen)])?.state).toBe(
      'missing',
    );
    expect(entryState([{ ...narrowOver(wide), type: 'BGP' }])?.state).toBe('present');
  });

  it('is unread where its table could not be read, and missing where nobody did', () => {
    const [planned] = planOf(end(), place);
    const error = new ApiError({
      kind: 'api',
      operation: 'DescribeRouteEntryList',
      code: 'Forbidden.RAM',
      message: 'no',
      status: 403,
    });
    const [one = table('vtb-1')] = place.tables;
    const unread = [{ table: one, entries: { ok: false as const, error } }];
    expect(entryStatesOf(planned ? [planned] : [], unread, PCC)).toEqual([
      { planned, state: 'unread', error },
    ]);
    expect(entryStatesOf(planned ? [planned] : [], [], PCC)).toMatchObject([{ state: 'missing' }]);
  });

  it('names the narrower entries that take a part, widest first', () => {
    expect(entryState([leading(), narrow('10.2.3.0/24'), narrow('10.2.0.0/20')])).toMatchObject({
      taken: [{ destinationCidrBlock: '10.2.0.0/20' }, { destinationCidrBlock: '10.2.3.0/24' }],
    });
  });
});

describe('an entry that carries a destination', () => {
  it('is the narrowest that covers it, of all that lead over the connection', () => {
    const wider = narrowOver('10.0.0.0/8');
    expect(entryState([narrowOver('10.9.0.0/16'), wider])).toMatchObject({ entry: wider });
  });

  it('is that of the destination itself, whatever halves lead over the connection too', () => {
    const halves = [narrowOver('10.2.0.0/17'), narrowOver('10.2.128.0/17')];
    expect(entryState([...halves, leading()])).toMatchObject({ entry: leading() });
  });
});

describe('an entry leads to a connection', () => {
  it.each([
    ['alone', [over], true],
    ['beside another next hop', [beside, over], true],
    ['not, but elsewhere', [beside], false],
    ['not, and nowhere', [], false],
  ])('%s', (_, nextHops, isLeading) => {
    expect(leadsTo(leading({ nextHops }), PCC)).toBe(isLeading);
  });
});

describe('an entry of ours', () => {
  it('is known by its name, and by a description that only this deployment gives', () => {
    expect(isOurs(ourEntry('vtb-1', '10.2.0.0/16'), WHOSE)).toBe(true);
  });

  it.each<[string, Partial<RouteEntry>]>([
    ['renamed', { routeEntryName: 'kept-by-ops' }],
    ['described anew', { description: 'to the orders VPC' }],
    ['led elsewhere', { nextHops: [{ nextHopId: 'pcc-other', nextHopType: 'VpcPeer' }] }],
    ['shared with another next hop', { nextHops: [over, beside] }],
    ['of another deployment', textsOfOther({ name: 'other' })],
    ['of another account with the same name', textsOfOther({ accountId: '1000000000000001' })],
    ['propagated', { type: 'BGP' }],
  ])('is no longer ours when it is %s', (_, more) => {
    expect(isOurs(ourEntry('vtb-1', '10.2.0.0/16', more), WHOSE)).toBe(false);
  });

  it('keeps the rules of the API for names and descriptions', () => {
    const owner = { name: 'p'.repeat(64), accountId: '9'.repeat(20) };
    const longest = textsOf(owner, 'pcc-'.padEnd(128, 'x'), '2001:db8:2:ffff:ffff::/80');
    expect(longest.name.length).toBeLessThanOrEqual(128);
    expect(longest.description.length).toBeLessThanOrEqual(256);
  });
});

function textsOfOther(more: Partial<typeof WHOSE>): Partial<RouteEntry> {
  const { name, description } = textsOf({ ...WHOSE, ...more }, PCC, '10.2.0.0/16');
  return { routeEntryName: name, description };
}
