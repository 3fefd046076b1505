import { describe, expect, it } from 'vitest';
import { actionOf, json, paramsOf } from '../answers.ts';
import { entry, networkWith, REGION } from './support.ts';

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

    const said = {
      code: 'VPC_ROUTE_ENTRY_CIDR_BLOCK_DUPLICATE',
      message: 'exists',
      requestId: 'R',
    };
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
        requestId: 'R',
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
