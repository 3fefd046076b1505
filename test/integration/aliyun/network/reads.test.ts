import { describe, expect, it } from 'vitest';
import { actionOf, json, KEYS, OTHER, paramsOf, vpcBody } from '../answers.ts';
import { networkWith, REGION } from './support.ts';

describe('reads of the VPC API through the official SDK', () => {
  it('shows a VPC with all its ranges, and its owner to the last digit', async () => {
    const { network, calls } = await networkWith(() => json(vpcBody));

    const vpc = await network.vpc(REGION, 'vpc-a');

    expect(vpc).toEqual({
      vpcId: 'vpc-a',
      regionId: REGION,
      ownerId: OTHER,
      status: 'Available',
      cidrBlock: '10.0.0.0/16',
      secondaryCidrBlocks: ['192.168.0.0/24'],
      userCidrs: ['30.0.0.0/8'],
      ipv6CidrBlocks: ['2408:4005:1::/56', '2408:4006:2::/56'],
      cenIds: ['cen-1'],
    });
    expect(calls.map(actionOf)).toEqual(['DescribeVpcAttribute']);
    expect(calls.map(paramsOf)).toEqual([{ RegionId: REGION, VpcId: 'vpc-a' }]);
    expect(calls[0]?.headers).toMatchObject({
      'x-acs-version': '2016-04-28',
      'x-acs-security-token': KEYS.securityToken,
      authorization: expect.stringMatching(/^ACS3-HMAC-SHA256 Credential=LTAI5t/),
    });
  });

  it('takes lists that are left out for empty ones', async () => {
    const { SecondaryCidrBlocks, UserCidrs, Ipv6CidrBlock, Ipv6CidrBlocks, ...bare } = vpcBody;
    const { network } = await networkWith(() => json({ ...bare, AssociatedCens: {} }));

    expect(await network.vpc(REGION, 'vpc-a')).toMatchObject({
      secondaryCidrBlocks: [],
      userCidrs: [],
      ipv6CidrBlocks: [],
      cenIds: [],
    });
  });

  it('is not put off by fields of a type that the SDK does not expect', async () => {
    const odd = { ...vpcBody, IsDefault: 'perhaps', Tags: 'none', CloudResources: 7 };
    const { network } = await networkWith(() => json(odd));

    expect(await network.vpc(REGION, 'vpc-a')).toMatchObject({ vpcId: 'vpc-a', ownerId: OTHER });
  });

  it('keeps calls apart that run side by side', async () => {
    const { network } = await networkWith((call) =>
      json({ ...vpcBody, VpcId: paramsOf(call).VpcId }),
    );
    const ids = Array.from({ length: 20 }, (_, index) => `vpc-${index}`);

    const vpcs = await Promise.all(ids.map((id) => network.vpc(REGION, id)));

    expect(vpcs.map(({ vpcId }) => vpcId)).toEqual(ids);
  });

  it('reads vSwitches page by page to their end', async () => {
    const all = Array.from({ length: 101 }, (_, n) => ({
      VSwitchId: `vsw-${n}`,
      CidrBlock: `10.0.${n}.0/24`,
      Ipv6CidrBlock: n === 0 ? '2408:4005:1::/64' : '',
    }));
    const { network, calls } = await networkWith((call) => {
      const from = (Number(paramsOf(call).PageNumber) - 1) * 50;
      return json({ TotalCount: 101, VSwitches: { VSwitch: all.slice(from, from + 50) } });
    });

    const vSwitches = await network.vSwitches(REGION, 'vpc-a');

    expect(vSwitches).toHaveLength(101);
    expect(vSwitches.slice(0, 2)).toEqual([
      { vSwitchId: 'vsw-0', cidrBlock: '10.0.0.0/24', ipv6CidrBlock: '2408:4005:1::/64' },
      { vSwitchId: 'vsw-1', cidrBlock: '10.0.1.0/24' },
    ]);
    expect(calls.map((call) => paramsOf(call).PageNumber)).toEqual(['1', '2', '3']);
    expect(paramsOf(calls[0] ?? expect.fail())).toMatchObject({ PageSize: '50', VpcId: 'vpc-a' });
  });

  it('asks for no further page when all that is counted is there', async () => {
    const full = Array.from({ length: 50 }, (_, n) => ({ VSwitchId: `v-${n}`, CidrBlock: 'c' }));
    const { network, calls } = await networkWith(() =>
      json({ TotalCount: 50, VSwitches: { VSwitch: full } }),
    );

    expect(await network.vSwitches(REGION, 'vpc-a')).toHaveLength(50);
    expect(calls).toHaveLength(1);
  });

  it('shows route tables with what they are bound to', async () => {
    const { network } = await networkWith(() =>
      json({
        TotalCount: 2,
        RouterTableList: {
          RouterTableListType: [
            {
              RouteTableId: 'vtb-1',
              RouteTableName: '',
              RouteTableType: 'System',
              AssociateType: 'VSwitch',
              Status: 'Available',
              VSwitchIds: { VSwitchId: ['vsw-1', 'vsw-2'] },
              Tags: { Tag: [{ Key: '团队', Value: '网络' }, { Key: 'bare' }] },
            },
            {
              RouteTableId: 'vtb-2',
              RouteTableName: 'ingress',
              RouteTableType: 'Custom',
              AssociateType: 'Gateway',
              Status: 'Pending',
            },
          ],
        },
      }),
    );

    expect(await network.routeTables(REGION, 'vpc-a')).toEqual([
      {
        routeTableId: 'vtb-1',
        routeTableType: 'System',
        associateType: 'VSwitch',
        status: 'Available',
        vSwitchIds: ['vsw-1', 'vsw-2'],
        tags: [
          { key: '团队', value: '网络' },
          { key: 'bare', value: '' },
        ],
      },
      {
        routeTableId: 'vtb-2',
        routeTableName: 'ingress',
        routeTableType: 'Custom',
        associateType: 'Gateway',
        status: 'Pending',
        vSwitchIds: [],
        tags: [],
      },
    ]);
  });

  it('reads route entries by token to their end, all or those to one next hop', async () => {
    const row = (n: number) => ({
      RouteEntryId: `rte-${n}`,
      RouteTableId: 'vtb-1',
      DestinationCidrBlock: `10.${n}.0.0/16`,
      Status: 'Available',
      Type: 'Custom',
      Description: 'ours',
      NextHops: { NextHop: [{ NextHopId: 'pcc-1', NextHopType: 'VpcPeer' }] },
    });
    const { network, calls } = await networkWith((call) =>
      paramsOf(call).NextToken
        ? json({ RouteEntrys: { RouteEntry: [row(2)] }, NextToken: '' })
        : json({ RouteEntrys: { RouteEntry: [row(1)] }, NextToken: 'more' }),
    );

    const entries = await network.routeEntries(REGION, 'vtb-1', 'pcc-1');

    expect(entries.map(({ routeEntryId }) => routeEntryId)).toEqual(['rte-1', 'rte-2']);
    expect(entries[0]).toEqual({
      routeEntryId: 'rte-1',
      routeTableId: 'vtb-1',
      destinationCidrBlock: '10.1.0.0/16',
      status: 'Available',
      type: 'Custom',
      description: 'ours',
      nextHops: [{ nextHopId: 'pcc-1', nextHopType: 'VpcPeer' }],
    });
    expect(calls.map(paramsOf)).toEqual([
      { RegionId: REGION, RouteTableId: 'vtb-1', NextHopId: 'pcc-1', MaxResult: '100' },
      {
        RegionId: REGION,
        RouteTableId: 'vtb-1',
        NextHopId: 'pcc-1',
        MaxResult: '100',
        NextToken: 'more',
      },
    ]);
  });

  it('gives up on a list that never ends', async () => {
    const { network, calls } = await networkWith(() =>
      json({ RouteEntrys: { RouteEntry: [] }, NextToken: 'again' }),
    );

    await expect(network.routeEntries(REGION, 'vtb-1')).rejects.toMatchObject({
      kind: 'malformed',
      message: 'DescribeRouteEntryList did not end after 100 pages',
    });
    expect(calls).toHaveLength(100);
  });
});
