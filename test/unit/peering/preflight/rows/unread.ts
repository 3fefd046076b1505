import { factsWith, not, ok, table } from '../facts.ts';
import type { Row } from './row.ts';

export const UNREAD: readonly Row[] = [
  [
    'another account without a role',
    factsWith(
      {},
      {
        vpc: not('NotConfigured', { operation: 'AssumeRole', status: 403 }),
        vSwitches: not('NotConfigured', { operation: 'AssumeRole', status: 403 }),
        tables: not('NotConfigured', { operation: 'AssumeRole', status: 403 }),
        seesAllPeerings: false,
      },
    ),
    ['warning UnreadAccount /acceptingVpcId', 'info UnreadPeerings /acceptingVpcId'],
  ],
  [
    'every single read',
    factsWith({
      vpc: not('Forbidden.RAM'),
      vSwitches: not('Throttling'),
      tables: not('ServiceUnavailable', { status: 503 }),
      peerings: not('Forbidden.RAM'),
    }),
    [
      'warning UnreadVpc /vpcId',
      'warning UnreadVSwitches /vpcId',
      'warning UnreadRouteTables /vpcId',
      'warning UnreadPeerings /vpcId',
    ],
  ],
  [
    'the entries of one table of two',
    factsWith({
      tables: ok([table(ok([])), table(not('Forbidden.RAM'), { routeTableId: 'vtb-2' })]),
    }),
    ['warning UnreadRouteEntries /vpcId'],
  ],
  [
    'the connections of the region',
    factsWith({}, {}, { ofRegion: not('Forbidden.RAM') }),
    ['warning UnreadPeerings /regionId'],
  ],
];
