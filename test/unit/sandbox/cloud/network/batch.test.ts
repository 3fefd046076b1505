import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OTHER, OWN } from '../cloud.ts';
import { batch, network } from './support.ts';

describe('a batch of route entries', () => {
  const item = (peering: string, DstCidrBlock: string, over: Record<string, string> = {}) => ({
    RouteTableId: 'vtb-a',
    DstCidrBlock,
    NextHop: peering,
    NextHopType: 'VpcPeer',
    ...over,
  });

  it('takes what it can, and tells of each of the others', () => {
    const { call, peering, destinations } = network();
    const answer = call(
      'CreateRouteEntries',
      batch([
        item(peering, '10.1.0.0/16', { IpVersion: '4', Name: 'n' }),
        item(peering, '10.1.0.0/16'),
        item(peering, '10.0.0.0/16'),
        item(peering, '10.1.1.0/24', { NextHop: 'pcc-no' }),
        item(peering, '10.1.2.0/24', { RouteTableId: 'vtb-apps' }),
        item(peering, '10.1.3.0/24', { RouteTableId: 'vtb-stuck' }),
      ]),
    );

    expect(answer).toMatchObject({ SuccessCount: 2, FailedCount: 4 });
    expect(answer.RouteEntryIds).toHaveLength(2);
    expect(answer.FailedRouteEntries).toMatchObject([
      {
        DstCidrBlock: '10.1.0.0/16',
        NextHop: peering,
        FailedCode: 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
      },
      { DstCidrBlock: '10.0.0.0/16', FailedCode: 'InvalidCidrBlock' },
      { DstCidrBlock: '10.1.1.0/24', FailedCode: 'ResourceNotFound.VpcPeer' },
      { DstCidrBlock: '10.1.3.0/24', FailedCode: 'VPC_ROUTE_ENTRY_STATUS_ERROR' },
    ]);
    expect(destinations('vtb-a')).toEqual(['10.1.0.0/16 Pending']);
    expect(destinations('vtb-apps')).toEqual(['10.1.2.0/24 Pending']);
  });

  it('fills a table to its quota and no further', () => {
    const { call, peering } = network();
    const items = Array.from({ length: 6 }, (_, at) => item(peering, `10.1.${at}.0/24`));

    expect(call('CreateRouteEntries', batch(items))).toMatchObject({
      SuccessCount: 4,
      FailedCount: 2,
      FailedRouteEntries: [{ FailedCode: 'QuotaExceeded' }, { FailedCode: 'QuotaExceeded' }],
    });
  });

  const whole: readonly (readonly [string, (peering: string) => Record<string, string>])[] = [
    ['MissingParam.RouteEntries', () => ({})],
    ['MissingParam.RouteTableId', (id) => batch([item(id, '10.1.0.0/16', { RouteTableId: '' })])],
    ['MissingParam.NextHopType', (id) => batch([item(id, '10.1.0.0/16', { NextHopType: '' })])],
    [
      'InvalidRouteTableId.NotFound',
      (id) => batch([item(id, '10.1.0.0/16', { RouteTableId: 'x' })]),
    ],
    [
      'IllegalParam.RouteEntries',
      (id) => batch(Array.from({ length: 51 }, (_, at) => item(id, `10.1.${at}.0/24`))),
    ],
    ['DryRunOperation', (id) => ({ ...batch([item(id, '10.1.0.0/16')]), DryRun: 'true' })],
    ['InvalidCidrBlock', (id) => ({ ...batch([item(id, '10.0.0.0/16')]), DryRun: 'true' })],
    ['IncorrectVpcStatus', (id) => batch([item(id, '10.1.0.0/16', { RouteTableId: 'vtb-new' })])],
  ];
  it.each(whole)('is refused whole with %s', (code, params) => {
    const { codeOf, peering, destinations } = network();

    expect(codeOf('CreateRouteEntries', params(peering))).toBe(code);
    expect(destinations('vtb-a')).toEqual([]);
  });

  it('meets another write as a whole, or entry by entry', () => {
    const during = (behaviour: { routeConflict?: 'entry' }) => {
      const it = network({ behaviour });
      it.call('CreateRouteEntry', it.route('10.1.0.0/16'));
      const asked = batch([item(it.peering, '10.1.1.0/24')]);
      return { it, asked, code: it.codeOf('CreateRouteEntries', asked) };
    };

    expect(during({}).code).toBe('TaskConflict');
    const { it: entryWise, asked, code } = during({ routeConflict: 'entry' });
    expect(code).toBe('OK');
    expect(entryWise.call('CreateRouteEntries', asked)).toMatchObject({
      SuccessCount: 0,
      FailedRouteEntries: [{ FailedCode: 'VPC_ROUTE_ENTRY_STATUS_ERROR' }],
    });
    expect(entryWise.codeOf('CreateRouteEntry', entryWise.route('10.1.9.0/24'))).toBe(
      'IncorrectRouteEntryStatus',
    );
  });

  it('never doubles a destination nor passes the quota, whatever is sent in whatever order', () => {
    const step = fc.record({
      action: fc.constantFrom('CreateRouteEntries', 'DeleteRouteEntries'),
      RouteTableId: fc.constantFrom('vtb-a', 'vtb-apps'),
      blocks: fc.array(fc.nat(6), { minLength: 1, maxLength: 5 }),
      waitMs: fc.constantFrom(0, 300),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { codeOf, peering, advance, blocksOf } = network();
        for (const { action, RouteTableId, blocks, waitMs } of steps) {
          const items = blocks.map((at) => item(peering, `10.1.${at}.0/24`, { RouteTableId }));
          expect(['OK', 'TaskConflict']).toContain(codeOf(action, batch(items)));
          advance(waitMs);
          const known = blocksOf(RouteTableId);
          expect(new Set(known).size).toBe(known.length);
          expect(known.length).toBeLessThanOrEqual(4);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is judged by the account that calls', () => {
    const { codeOf, peering } = network();
    const stranger = { accountId: OTHER };
    const noRight = { accountId: OWN, allow: ['vpc:Describe*'] };
    const asked = batch([item(peering, '10.1.0.0/16')]);

    expect(codeOf('CreateRouteEntries', asked, stranger)).toBe('InvalidRouteTableId.NotFound');
    expect(codeOf('CreateRouteEntries', asked, noRight)).toBe('Forbidden.RAM');
  });
});
