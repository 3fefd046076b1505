import { describe, expect, it } from 'vitest';
import { OTHER, OWN } from '../cloud.ts';
import { network } from './support.ts';

const them = { accountId: OTHER };

describe('reading the network', () => {
  it('shows a VPC with every kind of range, in wrapped lists', () => {
    const { call } = network();

    expect(call('DescribeVpcAttribute', { VpcId: 'vpc-a' })).toMatchObject({
      VpcId: 'vpc-a',
      Status: 'Available',
      CidrBlock: '10.0.0.0/16',
      OwnerId: { digits: OWN },
      EnabledIpv6: true,
      Ipv6CidrBlocks: { Ipv6CidrBlock: [{ Ipv6CidrBlock: '2408:4005:300::/56' }] },
      SecondaryCidrBlocks: { SecondaryCidrBlock: [] },
      VSwitchIds: { VSwitchId: ['vsw-a1', 'vsw-a2'] },
    });
  });

  it('does not show what belongs to another account, or lies in another region', () => {
    const { call, codeOf } = network();

    expect(codeOf('DescribeVpcAttribute', { VpcId: 'vpc-them' })).toBe('Forbidden.VpcNotFound');
    expect(codeOf('DescribeVpcAttribute', { VpcId: 'vpc-no' })).toBe('InvalidVpcId.NotFound');
    expect(codeOf('DescribeVpcAttribute', { VpcId: 'vpc-a', RegionId: 'cn-shanghai' })).toBe(
      'InvalidVpcId.NotFound',
    );
    expect(codeOf('DescribeRouteEntryList', { RouteTableId: 'vtb-a' }, them)).toBe(
      'InvalidRouteTable.NotFound',
    );
    expect(call('DescribeVpcs', {}, them)).toMatchObject({
      TotalCount: 1,
      Vpcs: { Vpc: [{ VpcId: 'vpc-them' }] },
    });
    expect(call('DescribeRouteTableList', { VpcId: 'vpc-them' })).toMatchObject({ TotalCount: 0 });
    expect(call('DescribeVSwitches', { VpcId: 'vpc-them' })).toMatchObject({ TotalCount: 0 });
  });

  it('gives every VPC a vSwitch and a system table unless they are declared', () => {
    const { call } = network();

    expect(call('DescribeVSwitches', { VpcId: 'vpc-b' })).toMatchObject({
      VSwitches: {
        VSwitch: [
          {
            VSwitchId: 'vsw-b',
            CidrBlock: '10.1.0.0/24',
            RouteTable: { RouteTableId: 'vtb-b', RouteTableType: 'System' },
          },
        ],
      },
    });
    expect(call('DescribeRouteTableList', { VpcId: 'vpc-b' })).toMatchObject({
      TotalCount: 1,
      RouterTableList: {
        RouterTableListType: [{ RouteTableId: 'vtb-b', VSwitchIds: { VSwitchId: ['vsw-b'] } }],
      },
    });
  });

  it('puts a vSwitch into the custom table that names it, and into no other', () => {
    const { call } = network();
    const { RouterTableList } = call('DescribeRouteTableList', { VpcId: 'vpc-a' });

    expect(RouterTableList).toMatchObject({
      RouterTableListType: [
        {
          RouteTableId: 'vtb-a',
          RouteTableType: 'System',
          AssociateType: 'VSwitch',
          VSwitchIds: { VSwitchId: ['vsw-a1'] },
        },
        {
          RouteTableId: 'vtb-apps',
          RouteTableType: 'Custom',
          VSwitchIds: { VSwitchId: ['vsw-a2'] },
          Tags: { Tag: [{ Key: 'tier', Value: 'apps' }] },
        },
        { RouteTableId: 'vtb-gateway', AssociateType: 'Gateway' },
        { RouteTableId: 'vtb-fresh', Status: 'Pending' },
        {},
        {},
      ],
    });
  });

  it('turns pages by number', () => {
    const { call, codeOf } = network();
    const page = (PageNumber: string) =>
      call('DescribeRouteTableList', { VpcId: 'vpc-a', PageSize: '4', PageNumber });

    expect(page('1').RouterTableList).toMatchObject({ RouterTableListType: { length: 4 } });
    expect(page('2').RouterTableList).toMatchObject({ RouterTableListType: { length: 2 } });
    expect(codeOf('DescribeVpcs', { PageSize: '51' })).toBe('IllegalParam.PageSize');
  });

  it('turns pages by token, and finds every entry once', () => {
    const { call, codeOf, world } = network();
    for (let at = 0; at < 7; at++)
      world.network.addRouteEntry('vtb-a', {
        destinationCidrBlock: `192.168.${at}.0/24`,
        nextHopId: 'i-a',
      });
    const seen: unknown[] = [];
    let NextToken = '';
    do {
      const page = call('DescribeRouteEntryList', {
        RouteTableId: 'vtb-a',
        MaxResult: '3',
        NextToken,
      });
      NextToken = String(page.NextToken);
      seen.push(page.RouteEntrys);
    } while (NextToken !== '');

    const ids = JSON.stringify(seen).match(/rte-[\w-]+/g) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    const all = world.network.routeEntries('vtb-a').length;
    expect(ids).toHaveLength(all);
    expect(
      call('DescribeRouteEntryList', { RouteTableId: 'vtb-a', MaxResult: String(all) }),
    ).toMatchObject({ TotalCount: all, NextToken: '' });
    expect(codeOf('DescribeRouteEntryList', { RouteTableId: 'vtb-a', NextToken: '?' })).toBe(
      'IllegalParam.NextToken',
    );
  });

  it.each([
    [{ NextHopId: 'i-a' }, ['10.7.0.0/16']],
    [{ RouteEntryType: 'CEN' }, ['10.6.0.0/16']],
    [{ DestinationCidrBlock: '10.5.0.0/16' }, ['10.5.0.0/16']],
    [{ ServiceType: 'TR' }, ['10.5.0.0/16']],
    [{ RouteEntryId: 'rte-foreign' }, ['10.7.0.0/16']],
    [
      { RouteEntryType: 'System', IpVersion: 'ipv4' },
      ['10.0.1.0/24', '10.0.2.0/24', '100.64.0.0/10'],
    ],
    [{ IpVersion: 'ipv6' }, ['2408:4005:300:1::/64']],
    [
      { 'DestCidrBlockList.1': '10.7.0.0/16', 'DestCidrBlockList.2': '9.9.9.9/32' },
      ['10.7.0.0/16'],
    ],
  ])('filters entries by %j', (filter: Record<string, string>, expected) => {
    const { call } = network();
    const { RouteEntrys } = call('DescribeRouteEntryList', { RouteTableId: 'vtb-full', ...filter });

    expect(RouteEntrys).toEqual({
      RouteEntry: expected.map((DestinationCidrBlock) =>
        expect.objectContaining({ DestinationCidrBlock }),
      ),
    });
  });

  it.each([
    ['IllegalParam.RouteEntryType', { RouteEntryType: 'Nice' }],
    ['IllegalParam.IpVersion', { IpVersion: '5' }],
    [
      'OperationFailed.FilterParamUnderWrongRouteType',
      { RouteEntryType: 'System', RouteEntryName: 'x' },
    ],
    ['OperationDenied.UseGatewayRouteEntryQueryInterface', { RouteTableId: 'vtb-gateway' }],
    ['IllegalParam.MaxResult', { MaxResult: '101' }],
  ])('answers %s', (code, params: Record<string, string>) => {
    expect(network().codeOf('DescribeRouteEntryList', { RouteTableId: 'vtb-a', ...params })).toBe(
      code,
    );
  });

  it('may take no filter by next hop', () => {
    const { codeOf } = network({ behaviour: { nextHopFilter: 'refuse' } });
    const params = { RouteTableId: 'vtb-a', NextHopId: 'i-a' };

    expect(codeOf('DescribeRouteEntryList', params)).toBe(
      'OperationFailed.FilterParamUnderWrongRouteType',
    );
  });

  it('shows a range that was added later, on the connection too', () => {
    const { world, call, codeOf, peering } = network();
    const added = { VpcId: 'vpc-b', SecondaryCidrBlock: '10.99.0.0/16' };

    call('AssociateVpcCidrBlock', added);
    const refused = codeOf('AssociateVpcCidrBlock', {
      ...added,
      SecondaryCidrBlock: '10.99.1.0/24',
    });
    const shown = world.call({ accountId: OWN }, 'VpcPeer', 'GetVpcPeerConnectionAttribute', {
      InstanceId: peering,
    });

    expect(refused).toBe('InvalidCidrBlock');
    expect(shown.AcceptingVpc).toMatchObject({ Ipv4Cidrs: ['10.1.0.0/16', '10.99.0.0/16'] });
  });
});

describe('next hops of an entry', () => {
  it('are several, with their weights, or one that is not enabled', () => {
    const { world, call } = network();
    world.network.addRouteEntry('vtb-b', {
      destinationCidrBlock: '10.9.0.0/16',
      nextHopId: 'ri-2',
      nextHopType: 'RouterInterface',
      enabled: false,
      nextHops: [{ nextHopId: 'ri-1', nextHopType: 'RouterInterface', weight: 60 }],
    });
    world.network.addRouteEntry('vtb-b', {
      destinationCidrBlock: '10.8.0.0/16',
      nextHopId: 'i-b',
      status: 'Pending',
    });

    expect(
      call('DescribeRouteEntryList', { RouteTableId: 'vtb-b', RouteEntryType: 'Custom' }),
    ).toMatchObject({
      RouteEntrys: {
        RouteEntry: [
          {
            Status: 'Available',
            NextHops: {
              NextHop: [
                { NextHopId: 'ri-2', Enabled: 0, Weight: 100 },
                { NextHopId: 'ri-1', Enabled: 1, Weight: 60 },
              ],
            },
          },
          { Status: 'Pending', NextHops: { NextHop: [{ NextHopId: 'i-b', Enabled: 1 }] } },
        ],
      },
    });
  });
});

describe('tags of a VPC', () => {
  const asked = (over: Record<string, string> = {}) => ({
    ResourceType: 'VPC',
    'ResourceId.1': 'vpc-b',
    ...over,
  });

  it('are written, shown, asked for and taken away', () => {
    const { call } = network();
    call('TagResources', asked({ 'Tag.1.Key': 'peered', 'Tag.1.Value': 'yes', 'Tag.2.Key': 'x' }));
    const found = call('DescribeVpcs', { 'Tag.1.Key': 'peered', 'Tag.1.Value': 'yes' });
    call('UnTagResources', asked({ 'TagKey.1': 'peered' }));

    expect(found).toMatchObject({
      Vpcs: {
        Vpc: [{ VpcId: 'vpc-b', Tags: { Tag: [{ Key: 'peered', Value: 'yes' }, { Key: 'x' }] } }],
      },
    });
    expect(call('DescribeVpcAttribute', { VpcId: 'vpc-b' }).Tags).toEqual({
      Tag: [{ Key: 'x', Value: '' }],
    });
    call('UnTagResources', asked({ All: 'true' }));
    expect(call('DescribeVpcAttribute', { VpcId: 'vpc-b' }).Tags).toEqual({ Tag: [] });
  });

  it.each([
    ['InvalidResourceType.NotFound', { ResourceType: 'ECS', 'Tag.1.Key': 'x' }],
    ['InvalidResourceId.NotFound', { 'ResourceId.2': 'vpc-them', 'Tag.1.Key': 'x' }],
    ['MissingParameter', {}],
    ['Forbidden.TagKeys', { 'Tag.1.Key': 'ACS:x' }],
  ])('answer %s, all or nothing', (code, over: Record<string, string>) => {
    const { call, codeOf } = network();

    expect(codeOf('TagResources', asked(over))).toBe(code);
    expect(call('DescribeVpcAttribute', { VpcId: 'vpc-b' }).Tags).toEqual({ Tag: [] });
  });
});
