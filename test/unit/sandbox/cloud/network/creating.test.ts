import { describe, expect, it } from 'vitest';
import { create, me, OTHER } from '../cloud.ts';
import { network } from './support.ts';

describe('one route entry', () => {
  it('is Pending for a while, then Available, and its VPC takes no other write meanwhile', () => {
    const { call, codeOf, route, destinations, advance, world } = network();
    const changes: string[] = [];
    world.network.onChange(({ entry, from, to }) =>
      changes.push(`${entry.destinationCidrBlock} ${from}>${to}`),
    );

    const { RouteEntryId } = call('CreateRouteEntry', route('10.1.0.0/16'));
    const during = [
      destinations('vtb-a'),
      codeOf('CreateRouteEntry', route('10.1.2.0/24', { RouteTableId: 'vtb-apps' })),
      codeOf('DeleteRouteEntry', { RouteEntryId: String(RouteEntryId) }),
    ];
    const otherVpc = codeOf('CreateRouteEntry', route('10.0.0.0/16', { RouteTableId: 'vtb-b' }));
    advance(300);
    world.settle();

    expect(RouteEntryId).toMatch(/^rte-/);
    expect(during).toEqual([['10.1.0.0/16 Pending'], 'TaskConflict', 'TaskConflict']);
    expect(otherVpc).toBe('OK');
    expect(destinations('vtb-a')).toEqual(['10.1.0.0/16 Available']);
    expect(changes).toContain('10.1.0.0/16 >Pending');
    expect(changes).toContain('10.1.0.0/16 Pending>Available');
    expect(codeOf('CreateRouteEntry', route('10.1.2.0/24'))).toBe('OK');
  });

  it('keeps name and description, and turns a bare address into a block of one', () => {
    const { call, route } = network();
    call('CreateRouteEntry', route('10.1.0.7', { RouteEntryName: 'n', Description: '说明' }));

    const { RouteEntrys } = call('DescribeRouteEntryList', {
      RouteTableId: 'vtb-a',
      RouteEntryType: 'Custom',
    });
    expect(RouteEntrys).toMatchObject({
      RouteEntry: [
        {
          DestinationCidrBlock: '10.1.0.7/32',
          RouteEntryName: 'n',
          Description: '说明',
          Origin: 'CustomCreate',
          NextHops: { NextHop: [{ NextHopType: 'VpcPeer' }] },
        },
      ],
    });
  });

  it('may contain a vSwitch range, or be a route of several router interfaces', () => {
    const { codeOf, route, advance } = network();
    const ecmp = {
      RouteTableId: 'vtb-a',
      DestinationCidrBlock: '10.200.0.0/16',
      'NextHopList.1.NextHopId': 'ri-1',
      'NextHopList.1.NextHopType': 'RouterInterface',
      'NextHopList.2.NextHopId': 'ri-2',
      'NextHopList.2.NextHopType': 'RouterInterface',
    };

    expect(codeOf('CreateRouteEntry', route('10.0.0.0/16'))).toBe('OK');
    advance(300);
    expect(codeOf('CreateRouteEntry', ecmp)).toBe('OK');
  });

  it('is made once for a ClientToken', () => {
    const { call, route, advance } = network();
    const asked = route('10.1.0.0/16', { ClientToken: 't-1' });

    const first = call('CreateRouteEntry', asked);
    advance(300);
    expect(call('CreateRouteEntry', asked)).toEqual(first);
  });

  const instance = (id: string) => ({ NextHopId: id, NextHopType: 'Instance' });
  const none = { NextHopId: '', NextHopType: '' };
  const refusals: readonly (readonly [string, string, Record<string, string>?])[] = [
    ['InvalidCidrBlock.Malformed', '10.1.0.0/33'],
    ['InvalidCidrBlock.Malformed', '300.1.0.0/16'],
    ['IllegalParam.CidrBlock', '10.1.0.1/16'],
    ['InvalidCidrBlock', '10.0.1.0/24'],
    ['InvalidCidrBlock', '10.0.2.128/25'],
    ['InvalidCidrBlock', '100.64.0.0/10'],
    ['InvalidCidrBlock', '100.100.2.136'],
    ['InvalidCIDRBlock.Duplicate', '10.7.0.0/16', { RouteTableId: 'vtb-full' }],
    ['RouteConflict.AlreadyExist', '10.6.0.0/16', { RouteTableId: 'vtb-full' }],
    ['IncorrectRouteEntryStatus', '10.1.0.0/16', { RouteTableId: 'vtb-stuck' }],
    ['IncorrectStatus.RouteTableStatus', '10.1.0.0/16', { RouteTableId: 'vtb-fresh' }],
    [
      'OperationDenied.GatewayRouteTableNotPermitted',
      '10.1.0.0/16',
      { RouteTableId: 'vtb-gateway' },
    ],
    ['InvalidRouteTableId.NotFound', '10.1.0.0/16', { RouteTableId: 'vtb-no' }],
    ['InvalidRouteTableId.NotFound', '10.1.0.0/16', { RouteTableId: 'vtb-them' }],
    ['IncorrectVpcStatus', '10.1.0.0/16', { RouteTableId: 'vtb-new' }],
    ['IncorrectVSwitchStatus', '10.1.0.0/16', { RouteTableId: 'vtb-building' }],
    ['ResourceNotFound.VpcPeer', '10.1.0.0/16', { NextHopId: 'pcc-no' }],
    ['InvalidNextHop.NotFound', '10.1.0.0/16', { RouteTableId: 'vtb-c' }],
    ['InvalidNextHopId.NotFound', '10.1.0.0/16', instance('i-no')],
    ['OperationFailed.InstanceDismatchCurrentVpc', '10.1.0.0/16', instance('i-b')],
    ['IncorrectInstanceStatus', '10.1.0.0/16', instance('i-starting')],
    ['OperationFailed.OperationLocked', '10.1.0.0/16', instance('i-locked')],
    ['InvalidNextHopType', '10.1.0.0/16', { NextHopType: 'Teleporter' }],
    ['InvalidNexthopTypeAndList.BothNull', '10.1.0.0/16', none],
    ['InvalidNexthopTypeAndList.BothNotNull', '10.1.0.0/16', { 'NextHopList.1.NextHopId': 'x' }],
    [
      'InvalidNexthopListSize',
      '10.1.0.0/16',
      {
        ...none,
        'NextHopList.1.NextHopId': 'ri-1',
        'NextHopList.1.NextHopType': 'RouterInterface',
      },
    ],
    [
      'InvalidRouterInterface',
      '10.1.0.0/16',
      { ...none, 'NextHopList.1.NextHopId': 'i-a', 'NextHopList.2.NextHopId': 'ri-1' },
    ],
    ['OperationUnsupported.DestinationCidrBlockOverlapWithVSwitch', '2408:4005:300:1::/64'],
    ['OperationDenied.VpcIpv6NotEnabled', '2408:4005:301::/56', { RouteTableId: 'vtb-b' }],
    ['InvalidRouteEntryName.Malformed', '10.1.0.0/16', { RouteEntryName: 'http://x' }],
    ['InvalidRouteEntryName.Malformed', '10.1.0.0/16', { RouteEntryName: 'x'.repeat(129) }],
    ['InvalidDescription.Malformed', '10.1.0.0/16', { Description: 'https://x' }],
    ['InvalidDescription.Malformed', '10.1.0.0/16', { Description: 'HTTPS://x' }],
    ['DryRunOperation', '10.1.0.0/16', { DryRun: 'true' }],
    ['MissingParameter', ''],
  ];
  const cases = refusals.map(
    ([code, destination, over = {}]) => [code, destination, over] as const,
  );
  it.each(cases)('answers %s for its real reason (%s, %j)', (code, destination, over) => {
    const { codeOf, route, world } = network();
    const entries = () => world.fixture.vpcs.flatMap(({ id }) => world.network.routeEntries(id));
    const before = entries();

    expect(codeOf('CreateRouteEntry', route(destination, over))).toBe(code);
    expect(entries()).toEqual(before);
  });

  it('waits for the connection to be Activated', () => {
    const { world, codeOf, route, advance } = network();
    const { InstanceId } = world.call(me, 'VpcPeer', 'CreateVpcPeerConnection', {
      ...create('vpc-c', 'vpc-them'),
      AcceptingAliUid: OTHER,
    });
    const asked = route('10.3.0.0/16', { RouteTableId: 'vtb-c', NextHopId: String(InstanceId) });
    const creating = codeOf('CreateRouteEntry', asked);
    advance(1_000);

    expect([creating, codeOf('CreateRouteEntry', asked)]).toEqual([
      'IncorrectStatus.VpcPeer',
      'IncorrectStatus.VpcPeer',
    ]);
  });

  it('is refused in regions that carry no IPv6 over connections', () => {
    const { codeOf, route } = network({ regions: [{ id: 'cn-hangzhou', peeringIpv6: false }] });

    expect(codeOf('CreateRouteEntry', route('2408:4005:301::/56'))).toBe(
      'UnsupportedFeature.VpcPeerIpv6',
    );
  });

  it('counts against the quota of its table', () => {
    const { codeOf, route, advance } = network();
    const codes = ['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24', '10.1.3.0/24', '10.1.4.0/24'].map(
      (destination) => {
        advance(300);
        return codeOf('CreateRouteEntry', route(destination));
      },
    );

    expect(codes).toEqual(['OK', 'OK', 'OK', 'OK', 'QuotaExceeded']);
    expect(codeOf('CreateRouteEntry', route('10.1.0.0/16', { RouteTableId: 'vtb-apps' }))).toBe(
      'OK',
    );
  });

  it.each([
    'InvalidRouteEntry.Duplicate',
    'RouterEntryConflict.Duplicated',
    'Duplicated.VpcNextHop',
  ] as const)('may be called %s', (duplicateRoute) => {
    const { codeOf, route } = network({ behaviour: { duplicateRoute } });
    const again = route('10.7.0.0/16', { RouteTableId: 'vtb-full' });

    expect(codeOf('CreateRouteEntry', again)).toBe(duplicateRoute);
  });
});
