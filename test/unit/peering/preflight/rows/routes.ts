import { textsOf } from '../../../../../lib/peering/routes/plan/ours.ts';
import { ACCOUNT, connectionIn } from '../../samples.ts';
import { entry, factsWith, ok, request, table, vpcOf, vSwitch } from '../facts.ts';
import type { Row } from './row.ts';

const OURS = { name: 'peerflow', accountId: ACCOUNT };
const withRoutes = { request: { ...request, routes: 'both' as const } };
const toInternet = entry('0.0.0.0/0');
const local = entry('10.0.0.0/24', '', { type: 'System', nextHops: [] });

export const ROUTES: readonly Row[] = [
  ['a default route', factsWith({ tables: ok([table(ok([toInternet, local]))]) }), []],
  [
    'the destination elsewhere',
    factsWith({ tables: ok([table(ok([entry('10.1.0.0/16')]))]) }),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'the destination elsewhere, and routes asked for',
    factsWith({ tables: ok([table(ok([entry('10.1.0.0/16')]))]) }, {}, withRoutes),
    ['error RouteConflict /vpcId'],
  ],
  [
    'the destination elsewhere, and routes asked for at the other side only',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/16')]))]) },
      {},
      { request: { ...request, routes: 'accepter' } },
    ),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'a part of the destination elsewhere',
    factsWith({}, { tables: ok([table(ok([entry('10.0.7.0/24')]))]) }, withRoutes),
    ['warning RouteMoreSpecific /acceptingVpcId'],
  ],
  [
    'a part of what leads to the pair already elsewhere',
    factsWith(
      {
        tables: ok([
          table(ok([entry('10.1.0.0/16', 'pcc-lnk0m24khwvtkm7jdt'), entry('10.1.7.0/24')])),
        ]),
      },
      {},
      { ofPair: [connectionIn('Activated')] },
    ),
    ['warning RouteMoreSpecific /vpcId'],
  ],
  [
    'an entry that is leaving',
    factsWith({ tables: ok([table(ok([entry('10.1.0.0/16', 'nat-1', { status: 'Deleting' })]))]) }),
    [],
  ],
  [
    'entries that lead to the pair already',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/16', 'pcc-lnk0m24khwvtkm7jdt')]))]) },
      {},
      { ...withRoutes, ofPair: [connectionIn('Activated')] },
    ),
    [],
  ],
  [
    'an entry to a connection of another pair',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/16', 'pcc-other')]))]) },
      {},
      { ofPair: [connectionIn('Activated')] },
    ),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'a secondary destination elsewhere',
    factsWith(
      { tables: ok([table(ok([entry('172.16.0.0/16')]))]) },
      { vpc: ok(vpcOf('accepter', { secondaryCidrBlocks: ['172.16.0.0/16'] })) },
      withRoutes,
    ),
    ['error RouteConflict /vpcId'],
  ],
  [
    'an IPv6 destination elsewhere, where both sides have IPv6',
    factsWith(
      {
        vpc: ok(vpcOf('requester', { ipv6CidrBlocks: ['2001:db8:1::/56'] })),
        tables: ok([table(ok([entry('2001:db8:2::/56')]))]),
      },
      { vpc: ok(vpcOf('accepter', { ipv6CidrBlocks: ['2001:db8:2::/56'] })) },
    ),
    ['warning RouteConflict /vpcId'],
  ],
  [
    'an IPv6 destination elsewhere, where this side has no IPv6',
    factsWith(
      { tables: ok([table(ok([entry('2001:db8:2::/56')]))]) },
      { vpc: ok(vpcOf('accepter', { ipv6CidrBlocks: ['2001:db8:2::/56'] })) },
    ),
    [],
  ],
  [
    'a destination within an own vSwitch',
    factsWith(
      { vSwitches: ok([vSwitch('10.1.0.0/16')]) },
      {},
      { request: { ...request, routes: 'requester' } },
    ),
    ['error RouteInsideVSwitch /vpcId'],
  ],
  [
    'no table in use, and routes asked for',
    factsWith(
      { tables: ok([table(ok([]), { vSwitchIds: [] })]) },
      {},
      { request: { ...request, routes: 'requester' } },
    ),
    ['error NoRouteTable /vpcId'],
  ],
  [
    'two halves of the destination elsewhere',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/17'), entry('10.1.128.0/17')]))]) },
      {},
      { request: { ...request, routes: 'requester' } },
    ),
    ['error RouteConflict /vpcId'],
  ],
  [
    'an entry to a connection of the pair that was deleted',
    factsWith(
      { tables: ok([table(ok([entry('10.1.0.0/16', 'pcc-lnk0m24khwvtkm7jdt')]))]) },
      {},
      { ...withRoutes, ofPair: [connectionIn('Deleted')] },
    ),
    ['error RouteConflict /vpcId'],
  ],
  [
    'an entry of ours whose connection is gone',
    factsWith(
      {
        tables: ok([
          table(
            ok([
              entry('10.1.0.0/16', 'pcc-gone', {
                routeEntryName: 'peerflow',
                description: textsOf(OURS, 'pcc-gone', '10.1.0.0/16').description,
              }),
            ]),
          ),
        ]),
      },
      {},
      { ...withRoutes, gone: new Set(['pcc-gone']) },
    ),
    [],
  ],
  ['the same, and no routes asked for', factsWith({ vSwitches: ok([vSwitch('10.1.0.0/16')]) }), []],
];
