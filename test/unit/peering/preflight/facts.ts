import type { Side } from '../../../../lib/peering/model/connection.ts';
import { ApiError } from '../../../../lib/peering/model/failure.ts';
import type { CreateRequest } from '../../../../lib/peering/model/request.ts';
import type { RouteEntry, Vpc, VSwitch } from '../../../../lib/peering/network/model.ts';
import { endsOf } from '../../../../lib/peering/network/pair.ts';
import type { Reading } from '../../../../lib/peering/network/reading.ts';
import type { EndFacts, Facts, TableFacts } from '../../../../lib/peering/preflight/facts.ts';
import { ACCOUNT } from '../samples.ts';

export const request: CreateRequest = {
  action: 'create',
  regionId: 'cn-hangzhou',
  vpcId: 'vpc-a',
  acceptingRegionId: 'cn-hangzhou',
  acceptingVpcId: 'vpc-b',
  acceptingAliUid: ACCOUNT,
  dryRun: false,
  tag: [],
  routes: 'none',
  accept: 'manual',
  preflight: 'warn',
};

export const ok = <T>(value: T): Reading<T> => ({ ok: true, value });

export const apiError = (code: string, more: { status?: number; operation?: string } = {}) =>
  new ApiError({
    kind: 'api',
    operation: more.operation ?? 'DescribeVpcAttribute',
    code,
    message: `why ${code}`,
    status: more.status ?? 400,
    requestId: 'REQ-1',
  });

export const not = (code: string, more?: { status?: number; operation?: string }) =>
  ({ ok: false, error: apiError(code, more) }) as const;

export const vpcOf = (side: Side, more: Partial<Vpc> = {}): Vpc => ({
  vpcId: side === 'requester' ? 'vpc-a' : 'vpc-b',
  regionId: 'cn-hangzhou',
  ownerId: ACCOUNT,
  status: 'Available',
  cidrBlock: side === 'requester' ? '10.0.0.0/16' : '10.1.0.0/16',
  secondaryCidrBlocks: [],
  userCidrs: [],
  ipv6CidrBlocks: [],
  cenIds: [],
  ...more,
});

export const vSwitch = (cidrBlock: string, ipv6CidrBlock?: string): VSwitch => ({
  vSwitchId: `vsw-${cidrBlock}`,
  cidrBlock,
  ...(ipv6CidrBlock === undefined ? {} : { ipv6CidrBlock }),
});

export const entry = (
  destinationCidrBlock: string,
  nextHopId = 'nat-1',
  more: Partial<RouteEntry> = {},
): RouteEntry => ({
  routeEntryId: `rte-${destinationCidrBlock}`,
  routeTableId: 'vtb-1',
  destinationCidrBlock,
  status: 'Available',
  type: 'Custom',
  nextHops: [{ nextHopId, nextHopType: 'NatGateway' }],
  ...more,
});

export const table = (
  entries: TableFacts['entries'],
  more: Partial<TableFacts['table']> = {},
): TableFacts => ({
  table: {
    routeTableId: 'vtb-1',
    routeTableType: 'System',
    associateType: 'VSwitch',
    status: 'Available',
    vSwitchIds: ['vsw-1'],
    tags: [],
    ...more,
  },
  entries,
});

/** Two VPCs of one account that could not be better off, with what a test makes otherwise. */
export const factsWith = (
  requester: Partial<EndFacts> = {},
  accepter: Partial<EndFacts> = {},
  more: Partial<Omit<Facts, 'ends'>> = {},
): Facts => {
  const asked = more.request ?? request;
  const ends = endsOf(asked, ACCOUNT);
  const sound = (side: Side): EndFacts => ({
    ...ends[side],
    vpc: ok(vpcOf(side)),
    vSwitches: ok([]),
    tables: ok([table(ok([]))]),
    peerings: ok([]),
    seesAllPeerings: true,
  });
  return {
    request: asked,
    ends: {
      requester: { ...sound('requester'), ...requester },
      accepter: { ...sound('accepter'), ...accepter },
    },
    ofRegion: ok([]),
    ofPair: [],
    routeTables: [],
    owner: { name: 'peerflow', accountId: ACCOUNT },
    gone: new Set(),
    ...more,
  };
};
