import { describe, expect, it } from 'vitest';
import type { NetworkApi, Vpc } from '../../../../lib/peering/network/model.ts';
import {
  endsOf,
  pairReader,
  rangesOf,
  rangesOfVSwitch,
} from '../../../../lib/peering/network/pair.ts';
import { ACCOUNT, apiError, fakeContext, START } from '../../support/context.ts';
import { createRequest } from '../queue/items.ts';

const OTHER = '283117732402483989';
const request = createRequest({ acceptingAliUid: OTHER, acceptingRegionId: 'cn-shanghai' });
const identified = {
  request,
  requestId: 'order-1',
  idKind: 'explicit',
  origin: { via: 'http' },
  arrival: START,
} as const;

const vpcOf = (regionId: string, vpcId: string): Vpc => ({
  vpcId,
  regionId,
  ownerId: ACCOUNT,
  status: 'Available',
  cidrBlock: '10.0.0.0/16',
  secondaryCidrBlocks: [],
  userCidrs: [],
  ipv6CidrBlocks: [],
  cenIds: [],
});

const unused = async (): Promise<never> => {
  throw new Error('was not expected');
};

const networkThat = (vpc: NetworkApi['vpc']): NetworkApi => ({
  vpc,
  vSwitches: unused,
  routeTables: unused,
  routeEntries: unused,
  createRouteEntry: unused,
  createRouteEntries: unused,
  deleteRouteEntries: unused,
});

describe('the two ends of a request', () => {
  it('are our own account’s VPC and the one that it asks', () => {
    expect(endsOf(request, ACCOUNT)).toEqual({
      requester: {
        side: 'requester',
        accountId: ACCOUNT,
        regionId: 'cn-hangzhou',
        vpcId: 'vpc-a',
      },
      accepter: { side: 'accepter', accountId: OTHER, regionId: 'cn-shanghai', vpcId: 'vpc-b' },
    });
  });

  it('are read when they are asked for, once each, with the role of their account', async () => {
    const asked: unknown[] = [];
    const { ctx } = fakeContext({
      context: {
        network: async (...session) =>
          networkThat(async (...args) => {
            asked.push([...session, ...args]);
            return vpcOf(...args);
          }),
      },
    });
    const pair = pairReader(ctx, identified);
    expect(asked).toEqual([]);
    const [one, again, other] = [
      await pair.vpc('accepter'),
      await pair.vpc('accepter'),
      await pair.vpc('requester'),
    ];
    expect([one, again, other]).toMatchObject([
      { ok: true, value: { vpcId: 'vpc-b' } },
      { ok: true, value: { vpcId: 'vpc-b' } },
      { ok: true, value: { vpcId: 'vpc-a' } },
    ]);
    expect(asked).toEqual([
      [OTHER, 'cn-shanghai', 'vpc-b'],
      [ACCOUNT, 'cn-hangzhou', 'vpc-a'],
    ]);
  });

  it('that cannot be read are facts too, and are not asked for again', async () => {
    let calls = 0;
    const network = networkThat(async () => {
      calls += 1;
      throw apiError('Forbidden.RAM', 403);
    });
    const { ctx } = fakeContext({ context: { network: async () => network } });
    const pair = pairReader(ctx, identified);
    for (let tries = 0; tries < 2; tries++)
      expect(await pair.vpc('requester')).toMatchObject({
        ok: false,
        error: { code: 'Forbidden.RAM' },
      });
    expect(calls).toBe(1);
  });
});

describe('the ranges of a VPC', () => {
  it('are its primary, secondary and IPv6 blocks, without those that it does not have', () => {
    const vpc = {
      cidrBlock: '10.0.0.0/16',
      secondaryCidrBlocks: ['10.1.0.0/16', ''],
      ipv6CidrBlocks: ['2408::/56'],
    };
    expect(rangesOf(vpc)).toEqual(['10.0.0.0/16', '10.1.0.0/16', '2408::/56']);
  });
});

describe('the ranges of a vSwitch', () => {
  it('are that of IPv4, and that of IPv6 where it has one', () => {
    const vSwitch = { vSwitchId: 'vsw-1', cidrBlock: '10.0.1.0/24' };
    expect(rangesOfVSwitch(vSwitch)).toEqual([{ vSwitchId: 'vsw-1', range: '10.0.1.0/24' }]);
    expect(rangesOfVSwitch({ ...vSwitch, ipv6CidrBlock: '2001:db8::/64' })).toEqual([
      { vSwitchId: 'vsw-1', range: '10.0.1.0/24' },
      { vSwitchId: 'vsw-1', range: '2001:db8::/64' },
    ]);
  });
});
