import { describe, expect, it } from 'vitest';
import { CloudFault } from '../../../../../sandbox/cloud/fault.ts';
import { create, me, OTHER, OWN } from '../cloud.ts';
import { batch, network } from './support.ts';

const withRoutes = (over: Parameters<typeof network>[0] = {}) => {
  const it = network(over);
  it.call('CreateRouteEntry', it.route('10.1.0.0/16'));
  it.advance(300);
  const [entry] = it.world.network
    .routeEntries('vtb-a')
    .filter(({ nextHops }) => nextHops[0]?.nextHopId === it.peering);
  return { ...it, id: entry?.routeEntryId ?? '' };
};

describe('deleting route entries', () => {
  it('takes a while, by id or by what the entry says', () => {
    const byId = withRoutes();
    byId.call('DeleteRouteEntry', { RouteEntryId: byId.id });
    const during = byId.destinations('vtb-a');
    byId.advance(300);
    const byContent = withRoutes();
    byContent.call('DeleteRouteEntry', byContent.route('10.1.0.0/16'));
    byContent.advance(300);

    expect(during).toEqual(['10.1.0.0/16 Deleting']);
    expect(byId.destinations('vtb-a')).toEqual([]);
    expect(byContent.destinations('vtb-a')).toEqual([]);
    expect(byId.codeOf('DeleteRouteEntry', { RouteEntryId: byId.id })).toBe(
      'InvalidRouteEntryId.NotFound',
    );
  });

  const refusals: readonly (readonly [string, Record<string, string>])[] = [
    ['OperationDenied', { RouteEntryId: 'rte-a1' }],
    ['OperationDenied', { RouteEntryId: 'rte-a4' }],
    ['Forbbiden', { RouteEntryId: 'rte-full6' }],
    ['OperationDenied.DeleteManagedRouteEntry', { RouteEntryId: 'rte-full7' }],
    ['IncorrectStatus.VpcRouteEntry', { RouteEntryId: 'rte-stuck5' }],
    ['OperationDenied.RouteTableTypeNotPermitted', { RouteEntryId: 'rte-gateway1' }],
    ['InvalidRouteEntryId.NotFound', { RouteEntryId: 'rte-no' }],
    ['InvalidRouteEntryId.NotFound', { RouteEntryId: 'rte-them1' }],
    [
      'InvalidRouteEntry.NotFound',
      { RouteTableId: 'vtb-a', DestinationCidrBlock: '9.0.0.0/8', NextHopId: 'x' },
    ],
    [
      'InvalidRouteEntry.NotFound',
      { RouteTableId: 'vtb-full', DestinationCidrBlock: '10.7.0.0/16', NextHopId: 'i-other' },
    ],
    ['InvalidNextHop', { RouteTableId: 'vtb-full', DestinationCidrBlock: '10.7.0.0/16' }],
    [
      'ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock',
      { RouteEntryId: 'rte-foreign', DestinationCidrBlock: '10.7.0.0/16' },
    ],
    [
      'ParamExclusive.NextHopIdAndList',
      {
        RouteTableId: 'vtb-full',
        DestinationCidrBlock: '10.7.0.0/16',
        NextHopId: 'i-a',
        'NextHopList.1.NextHopId': 'i-b',
      },
    ],
    [
      'InvalidRouteTableId.NotFound',
      { RouteTableId: 'x', DestinationCidrBlock: '1.0.0.0/8', NextHopId: 'y' },
    ],
    ['MissingParameter', {}],
    ['DryRunOperation', { RouteEntryId: 'rte-foreign', DryRun: 'true' }],
  ];
  it.each(refusals)('answers %s for its real reason (%j)', (code, params) => {
    const { codeOf, world } = network();
    const before = world.network.routeEntries('vpc-a');

    expect(codeOf('DeleteRouteEntry', params)).toBe(code);
    expect(world.network.routeEntries('vpc-a')).toEqual(before);
  });

  it('in a batch takes what it can, and tells of each of the others', () => {
    const { call, id, peering, destinations } = withRoutes();
    const answer = call(
      'DeleteRouteEntries',
      batch([
        { RouteTableId: 'vtb-a', RouteEntryId: id },
        { RouteTableId: 'vtb-a', RouteEntryId: id },
        { RouteTableId: 'vtb-a', RouteEntryId: 'rte-no' },
        { RouteTableId: 'vtb-a', RouteEntryId: 'rte-foreign' },
        { RouteTableId: 'vtb-a', DstCidrBlock: '10.9.0.0/16', NextHop: peering },
        { RouteTableId: 'vtb-stuck', DstCidrBlock: '10.8.0.0/16', NextHop: 'i-x' },
        { RouteTableId: 'vtb-full', RouteEntryId: 'rte-foreign' },
      ]),
    );

    expect(answer).toMatchObject({ SuccessCount: 2, FailedCount: 5 });
    expect(answer.FailedRouteEntries).toMatchObject([
      { RouteEntryId: id, FailedCode: 'VPC_ROUTE_ENTRY_STATUS_ERROR' },
      { RouteEntryId: 'rte-no', FailedCode: 'VPC_ROUTER_ENTRY_NOT_EXIST' },
      { RouteEntryId: 'rte-foreign', FailedCode: 'VPC_ROUTER_ENTRY_NOT_EXIST' },
      { DstCidrBlock: '10.9.0.0/16', FailedCode: 'VPC_ROUTER_ENTRY_NOT_EXIST' },
      { DstCidrBlock: '10.8.0.0/16', FailedCode: 'VPC_ROUTE_ENTRY_STATUS_ERROR' },
    ]);
    expect(destinations('vtb-a')).toEqual(['10.1.0.0/16 Deleting']);
    expect(destinations('vtb-full')).toContain('10.7.0.0/16 Deleting');
  });

  it.each([
    ['MissingParam.RouteTableId', [{ RouteEntryId: 'rte-foreign' }]],
    ['MissingParam.DstCidrBlock', [{ RouteTableId: 'vtb-a' }]],
    ['MissingParam.NextHop', [{ RouteTableId: 'vtb-a', DstCidrBlock: '10.0.0.0/8' }]],
  ])('in a batch is refused whole with %s', (code, items: Record<string, string>[]) => {
    expect(network().codeOf('DeleteRouteEntries', batch(items))).toBe(code);
  });

  it('in a batch is refused whole while another write is under way', () => {
    const { call, codeOf, route } = network();
    const asked = batch([{ RouteTableId: 'vtb-full', RouteEntryId: 'rte-foreign' }]);
    call('CreateRouteEntry', route('10.1.0.0/16'));

    expect(codeOf('DeleteRouteEntries', asked)).toBe('TaskConflict');
    expect(codeOf('DeleteRouteEntries', { ...asked, DryRun: 'true' })).toBe('TaskConflict');
  });
});

describe('deleting a connection that routes lead to', () => {
  const remove = (
    { world, peering }: ReturnType<typeof withRoutes>,
    over: Record<string, string> = {},
    caller = me,
  ): string => {
    try {
      world.call(caller, 'VpcPeer', 'DeleteVpcPeerConnection', { InstanceId: peering, ...over });
      return 'OK';
    } catch (error) {
      if (error instanceof CloudFault) return error.code;
      throw error;
    }
  };

  it('is refused, until the entries are gone', () => {
    const it = withRoutes();
    const before = [remove(it), remove(it, { DryRun: 'true' })];
    it.call('DeleteRouteEntry', { RouteEntryId: it.id });
    const while_ = remove(it);
    it.advance(300);

    expect([...before, while_]).toEqual([
      'OperationDenied.RouteEntryExist',
      'OperationDenied.RouteEntryExist',
      'OperationDenied.RouteEntryExist',
    ]);
    expect(remove(it)).toBe('OK');
  });

  it('with Force removes the entries that lead there, and no other', () => {
    const it = withRoutes();
    it.world.network.addRouteEntry('vtb-b', {
      destinationCidrBlock: '10.0.0.0/16',
      nextHopId: it.peering,
      nextHopType: 'VpcPeer',
    });

    expect(remove(it, { Force: 'true' })).toBe('OK');
    const busy = it.codeOf('CreateRouteEntry', it.route('10.1.5.0/24'));
    it.advance(1_000);
    expect(busy).toBe('TaskConflict');
    expect(it.destinations('vtb-a')).toEqual([]);
    expect(it.destinations('vtb-b')).toEqual([]);
    expect(it.destinations('vtb-full')).toHaveLength(2);
  });

  it('leaves black holes where nobody looks', () => {
    const it = withRoutes({ behaviour: { deleteSeesRoutes: 'none', forceRemovesRoutes: 'none' } });

    expect(remove(it, { Force: 'true' })).toBe('OK');
    it.advance(2_000);
    expect(it.destinations('vtb-a')).toEqual(['10.1.0.0/16 Available']);
    expect(it.world.connection(it.peering)?.status).toBe('Deleted');
    expect(remove(withRoutes({ behaviour: { deleteSeesRoutes: 'none' } }))).toBe('OK');
  });

  it('may look at the caller’s own side only', () => {
    const toThem = (behaviour: { deleteSeesRoutes: 'both' | 'own' }) => {
      const it = network({ behaviour });
      const { InstanceId } = it.world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', {
        ...create('vpc-a', 'vpc-them'),
        AcceptingAliUid: OTHER,
      });
      const peering = String(InstanceId);
      it.advance(1_000);
      it.world.network.addRouteEntry('vtb-them', {
        destinationCidrBlock: '10.0.0.0/16',
        nextHopId: peering,
        nextHopType: 'VpcPeer',
      });
      return { ...it, id: '', peering };
    };
    const them = { accountId: OTHER };

    expect(remove(toThem({ deleteSeesRoutes: 'both' }))).toBe('OperationDenied.RouteEntryExist');
    expect(remove(toThem({ deleteSeesRoutes: 'own' }), {}, them)).toBe(
      'OperationDenied.RouteEntryExist',
    );
    expect(remove(toThem({ deleteSeesRoutes: 'own' }), {}, { accountId: OWN })).toBe('OK');
  });
});

describe('what happens behind everybody’s back', () => {
  it('takes entries away and puts others in, and says where it cannot', () => {
    const { world, id, destinations } = withRoutes();
    world.network.removeRouteEntry(id);
    world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.1.0.1/32',
      nextHopId: 'i-evil',
    });

    expect(destinations('vtb-a')).toEqual(['10.1.0.1/32 Available']);
    expect(() => world.network.removeRouteEntry(id)).toThrow(id);
    expect(() =>
      world.network.addRouteEntry('vtb-no', { destinationCidrBlock: '10.0.0.0/8', nextHopId: 'x' }),
    ).toThrow('vtb-no');
    expect(() =>
      world.network.addRouteEntry('vtb-a', { destinationCidrBlock: '10.0.0.0/99', nextHopId: 'x' }),
    ).toThrow('10.0.0.0/99');
  });
});
