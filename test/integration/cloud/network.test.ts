import { describe, expect, it } from 'vitest';
import { built } from '../built/index.ts';
import { serve } from '../publish/serve.ts';
import type { Answering } from '../publish/service.ts';
import {
  actionOf,
  error,
  json,
  KEYS,
  OTHER,
  page,
  paramsOf,
  throttled,
  vpcBody,
  xmlError,
} from './answers.ts';

const REGION = 'cn-hangzhou';

const networkWith = async (answering: Answering) => {
  const service = await serve(answering);
  const client = built.createVpcClient({ host: service.host, protocol: 'http' }, KEYS);
  return { network: built.createNetworkApi(() => client), calls: service.calls };
};

const entry = (n: number, routeTableId = 'vtb-1') => ({
  routeTableId,
  destinationCidrBlock: n === 6 ? '2408:4005:1::/56' : `10.${n}.0.0/16`,
  nextHopId: 'pcc-1',
  name: 'peerflow',
  description: '到 B: order-1',
});

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

describe('writes of the VPC API through the official SDK', () => {
  it('creates one entry with a token', async () => {
    const { network, calls } = await networkWith(() => json({ RequestId: 'R', RouteEntryId: 'r' }));

    await network.createRouteEntry(REGION, entry(1), 'token-1');

    expect(calls.map(actionOf)).toEqual(['CreateRouteEntry']);
    expect(calls.map(paramsOf)).toEqual([
      {
        RegionId: REGION,
        RouteTableId: 'vtb-1',
        DestinationCidrBlock: '10.1.0.0/16',
        NextHopId: 'pcc-1',
        NextHopType: 'VpcPeer',
        RouteEntryName: 'peerflow',
        Description: '到 B: order-1',
        ClientToken: 'token-1',
      },
    ]);
  });

  it('creates a batch, with the version of each address', async () => {
    const { network, calls } = await networkWith(() =>
      json({ RequestId: 'R', SuccessCount: 2, FailedCount: 0, RouteEntryIds: ['a', 'b'] }),
    );

    expect(await network.createRouteEntries(REGION, [entry(1), entry(6)])).toEqual([]);
    expect(calls.map(actionOf)).toEqual(['CreateRouteEntries']);
    expect(calls.map(paramsOf)).toMatchObject([
      {
        'RouteEntries.1.RouteTableId': 'vtb-1',
        'RouteEntries.1.DstCidrBlock': '10.1.0.0/16',
        'RouteEntries.1.IpVersion': '4',
        'RouteEntries.1.NextHop': 'pcc-1',
        'RouteEntries.1.NextHopType': 'VpcPeer',
        'RouteEntries.1.Name': 'peerflow',
        'RouteEntries.1.Description': '到 B: order-1',
        'RouteEntries.2.DstCidrBlock': '2408:4005:1::/56',
        'RouteEntries.2.IpVersion': '6',
      },
    ]);
  });

  const failed = (DstCidrBlock: string) => ({
    DstCidrBlock,
    NextHop: 'pcc-1',
    FailedCode: 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
    FailedMessage: 'exists',
  });

  it('lets exactly the entries of a batch fail that the answer names', async () => {
    const { network } = await networkWith(() =>
      json({
        RequestId: 'R',
        SuccessCount: 1,
        FailedCount: 2,
        FailedRouteEntries: [failed('10.1.0.0/16'), failed('10.2.0.0/16')],
      }),
    );

    const failures = await network.createRouteEntries(REGION, [
      entry(1),
      entry(2, 'vtb-1'),
      entry(2, 'vtb-2'),
    ]);

    const said = { code: 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE', message: 'exists' };
    expect(failures).toEqual([
      {
        destinationCidrBlock: '10.1.0.0/16',
        nextHopId: 'pcc-1',
        routeTableId: 'vtb-1',
        ...said,
      },
      // Asked for in two tables, and the answer does not say which refused it.
      { destinationCidrBlock: '10.2.0.0/16', nextHopId: 'pcc-1', ...said },
    ]);
  });

  it.each([
    [
      'more failures than it names',
      { FailedCount: 2, FailedRouteEntries: [failed('10.1.0.0/16')] },
    ],
    ['an entry nobody asked for', { FailedCount: 1, FailedRouteEntries: [failed('10.9.0.0/16')] }],
    ['no count at all', { RequestId: 'R' }],
  ])('does not guess when a batch answers %s', async (_, body) => {
    const { network } = await networkWith(() => json(body));

    await expect(network.createRouteEntries(REGION, [entry(1)])).rejects.toMatchObject({
      kind: 'malformed',
      operation: 'CreateRouteEntries',
    });
  });

  it('deletes a batch by id and tells which entry stayed', async () => {
    const { network, calls } = await networkWith(() =>
      json({
        RequestId: 'R',
        SuccessCount: 1,
        FailedCount: 1,
        FailedRouteEntries: [
          {
            RouteEntryId: 'rte-2',
            FailedCode: 'VPC_ROUTER_ENTRY_NOT_EXIST',
            FailedMessage: 'gone',
          },
        ],
      }),
    );
    const ours = (n: number) => ({
      routeEntryId: `rte-${n}`,
      routeTableId: 'vtb-1',
      destinationCidrBlock: `10.${n}.0.0/16`,
    });

    expect(await network.deleteRouteEntries(REGION, [ours(1), ours(2)])).toEqual([
      {
        destinationCidrBlock: '10.2.0.0/16',
        routeTableId: 'vtb-1',
        nextHopId: '',
        code: 'VPC_ROUTER_ENTRY_NOT_EXIST',
        message: 'gone',
      },
    ]);
    expect(calls.map(actionOf)).toEqual(['DeleteRouteEntries']);
    expect(calls.map(paramsOf)).toEqual([
      {
        RegionId: REGION,
        'RouteEntries.1.RouteTableId': 'vtb-1',
        'RouteEntries.1.RouteEntryId': 'rte-1',
        'RouteEntries.2.RouteTableId': 'vtb-1',
        'RouteEntries.2.RouteEntryId': 'rte-2',
      },
    ]);
  });
});

describe('failures of the VPC API', () => {
  it.each([
    ['a refusal', error(403, 'Forbidden.RAM'), 'api', 'Forbidden.RAM', 403],
    ['a refusal in XML', xmlError(403, 'Forbidden.RAM'), 'api', 'Forbidden.RAM', 403],
    ['an error of the service', error(500, 'InternalError'), 'api', 'InternalError', 500],
    ['a page of a gateway', page, 'malformed', 'MalformedResponse', undefined],
    ['an empty 503', { status: 503 }, 'malformed', 'MalformedResponse', undefined],
    ['200 with a page', { ...page, status: 200 }, 'malformed', 'MalformedResponse', undefined],
    ['200 without the VPC', json({ RequestId: 'R' }), 'malformed', 'MalformedResponse', undefined],
  ] as const)('takes %s for what it is', async (_, reply, kind, code, status) => {
    const { network, calls } = await networkWith(() => reply);

    const failure: unknown = await network.vpc(REGION, 'vpc-a').catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({
      name: 'ApiError',
      operation: 'DescribeVpcAttribute',
      kind,
      code,
      status,
    });
    expect(String(failure)).not.toMatch(/127\.0\.0\.1|FAKE|fake-secret/);
    expect(calls).toHaveLength(1);
  });

  it('passes on how long a throttled call is to wait', async () => {
    const { network } = await networkWith(() => throttled('700'));

    await expect(network.vpc(REGION, 'vpc-a')).rejects.toMatchObject({
      code: 'Throttling.User',
      retryAfterMs: 700,
    });
  });

  it('tries a read and a write with a token once more when the connection is cut', async () => {
    const { network, calls } = await networkWith((_, index) =>
      index % 2 === 0 ? 'reset' : json(vpcBody),
    );

    await network.vpc(REGION, 'vpc-a');
    await network.createRouteEntry(REGION, entry(1), 'token-1');

    expect(calls).toHaveLength(4);
    expect(calls.slice(2).map((call) => paramsOf(call).ClientToken)).toEqual([
      'token-1',
      'token-1',
    ]);
  });

  it('never repeats a batch, which knows no token', async () => {
    const { network, calls } = await networkWith(() => 'reset');

    await expect(network.createRouteEntries(REGION, [entry(1)])).rejects.toMatchObject({
      kind: 'network',
    });
    expect(calls).toHaveLength(1);
  });
});
