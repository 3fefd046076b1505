import { describe, expect, it } from 'vitest';
import type { CreateRequest, IdentifiedRequest } from '../../../../lib/peering/model/request.ts';
import type { RouteTable } from '../../../../lib/peering/network/model.ts';
import { pairReader } from '../../../../lib/peering/network/pair.ts';
import { preflight } from '../../../../lib/peering/preflight/preflight.ts';
import type { TablePattern } from '../../../../lib/peering/routes/plan/plan.ts';
import { fakeContext } from '../../support/context.ts';
import { networkWith } from '../routes/samples.ts';
import { request, vpcOf } from './facts.ts';

const table = (routeTableId: string, more: Partial<RouteTable> = {}): RouteTable => ({
  routeTableId,
  routeTableType: 'Custom',
  associateType: 'VSwitch',
  status: 'Available',
  vSwitchIds: ['vsw-1'],
  tags: [],
  ...more,
});

const TABLES = [
  table('vtb-app', { tags: [{ key: 'tier', value: 'app' }] }),
  table('vtb-db'),
  table('vtb-idle', { vSwitchIds: [] }),
  table('vtb-in', { associateType: 'Gateway' }),
];

/** The tables of either VPC whose entries a preflight reads. */
const tablesRead = async (
  routes: 'both' | 'requester' | 'none',
  routeTables: readonly TablePattern[],
): Promise<readonly string[]> => {
  const read: string[] = [];
  const network = networkWith({
    vpc: async () => vpcOf('requester'),
    vSwitches: async () => [],
    routeTables: async (_, vpcId) =>
      TABLES.map((it) => ({ ...it, routeTableId: `${vpcId} ${it.routeTableId}` })),
    routeEntries: async (_, routeTableId) => {
      read.push(routeTableId);
      return [];
    },
  });
  const { ctx } = fakeContext({
    settings: { routeTables },
    context: { network: async () => network },
  });
  const asked: IdentifiedRequest<CreateRequest> = {
    request: { ...request, routes },
    requestId: 'order-1',
    idKind: 'explicit',
    origin: { via: 'http' },
    arrival: 0,
  };
  await preflight(ctx, asked, pairReader(ctx, asked), []);
  return read.sort();
};

const inUse = (vpcId: string) => [`${vpcId} vtb-app`, `${vpcId} vtb-db`];
const byTag = [{ key: 'tier', value: 'app' }];

describe('the route tables that a preflight looks at', () => {
  it.each([
    ['all in use, while none are chosen', 'both', [], [...inUse('vpc-a'), ...inUse('vpc-b')]],
    ['those chosen, where routes are asked for', 'both', byTag, ['vpc-a vtb-app', 'vpc-b vtb-app']],
    [
      'all in use on a side without routes',
      'requester',
      byTag,
      ['vpc-a vtb-app', ...inUse('vpc-b')],
    ],
    [
      'all in use, where nobody asks for routes',
      'none',
      byTag,
      [...inUse('vpc-a'), ...inUse('vpc-b')],
    ],
  ] as const)('are %s', async (_, routes, chosen, expected) => {
    expect(await tablesRead(routes, chosen)).toEqual(expected);
  });
});
