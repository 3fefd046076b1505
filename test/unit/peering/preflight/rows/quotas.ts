import { connectionIn } from '../../samples.ts';
import { entry, factsWith, not, ok, request, table, vpcOf } from '../facts.ts';
import type { Row } from './row.ts';

const OTHER = '283117732402483989';
const withRoutes = { request: { ...request, routes: 'both' as const } };

export const many = (count: number) =>
  Array.from({ length: count }, (_, index) => entry(`192.168.${index}.0/24`));
const connections = (count: number, more: Parameters<typeof connectionIn>[1] = {}) =>
  Array.from({ length: count }, (_, index) =>
    connectionIn('Activated', { instanceId: `pcc-${index}`, ...more }),
  );
const peerings = (...of: Parameters<typeof connections>) => ok(connections(...of));

export const QUOTAS: readonly Row[] = [
  [
    'a full table, and routes asked for',
    factsWith({ tables: ok([table(ok(many(200)))]) }, {}, withRoutes),
    ['warning RouteQuota /vpcId'],
  ],
  [
    'a table with one place left',
    factsWith({ tables: ok([table(ok(many(199)))]) }, {}, withRoutes),
    [],
  ],
  [
    'a full table that has the entry already',
    factsWith(
      { tables: ok([table(ok([...many(199), entry('10.1.0.0/16', 'pcc-lnk0m24khwvtkm7jdt')]))]) },
      {},
      { ...withRoutes, ofPair: [connectionIn('Activated')] },
    ),
    [],
  ],
  [
    'a full table, but for entries that the cloud made',
    factsWith(
      { tables: ok([table(ok([...many(199), entry('10.0.0.0/24', '', { type: 'System' })]))]) },
      {},
      withRoutes,
    ),
    [],
  ],
  [
    'a table whose entries could not be read',
    factsWith({ tables: ok([table(not('Forbidden.RAM'))]) }, {}, withRoutes),
    ['warning UnreadRouteEntries /vpcId'],
  ],
  ['a full table, and no routes', factsWith({ tables: ok([table(ok(many(200)))]) }), []],
  [
    'ten connections of a VPC',
    factsWith({ peerings: peerings(10) }),
    ['warning PeeringQuota /vpcId'],
  ],
  [
    'ten, one of which is gone',
    factsWith({
      peerings: ok([...connections(9), connectionIn('Deleted', { instanceId: 'pcc-gone' })]),
    }),
    [],
  ],
  ['nine', factsWith({ peerings: peerings(9) }), []],
  [
    'ten between regions',
    factsWith({ peerings: peerings(10, { acceptingRegionId: 'cn-shanghai' }) }),
    [],
  ],
  [
    'twenty between regions, for one more of them',
    factsWith(
      {},
      {
        peerings: peerings(20, { acceptingRegionId: 'cn-shanghai' }),
        vpc: ok(vpcOf('accepter', { regionId: 'cn-shanghai' })),
      },
      { request: { ...request, acceptingRegionId: 'cn-shanghai' } },
    ),
    ['warning PeeringQuota /acceptingVpcId'],
  ],
  [
    'twenty of the account',
    factsWith({}, {}, { ofRegion: peerings(20) }),
    ['warning PeeringQuota /regionId'],
  ],
  ['twenty that others own', factsWith({}, {}, { ofRegion: peerings(20, { ownerId: OTHER }) }), []],
  [
    'twenty of the account that it made in another region',
    factsWith({}, {}, { ofRegion: peerings(20, { regionId: 'cn-shanghai' }) }),
    [],
  ],
  [
    'ten, one of them of this pair',
    factsWith({ peerings: peerings(10) }, {}, { ofPair: [connectionIn('Activated')] }),
    [],
  ],
  [
    'ten, and one of this pair that is gone',
    factsWith({ peerings: peerings(10) }, {}, { ofPair: [connectionIn('Deleted')] }),
    ['warning PeeringQuota /vpcId'],
  ],
];
