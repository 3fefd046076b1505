import { factsWith, not, ok, vpcOf } from '../facts.ts';
import type { Row } from './row.ts';

const OTHER = '283117732402483989';

export const VPCS: readonly Row[] = [
  ['nothing wrong', factsWith(), []],
  [
    'no such requester VPC',
    factsWith({ vpc: not('InvalidVpcId.NotFound', { status: 404 }), vSwitches: not('Any') }),
    ['error VpcNotFound /vpcId'],
  ],
  [
    'no such accepting VPC',
    factsWith({}, { vpc: not('Forbidden.VpcNotFound'), tables: not('Any') }),
    ['error VpcNotFound /acceptingVpcId'],
  ],
  [
    'an accepting VPC of somebody else',
    factsWith({}, { vpc: ok(vpcOf('accepter', { ownerId: OTHER })) }),
    ['error VpcOfOtherAccount /acceptingAliUid'],
  ],
  [
    'a requester VPC that is only shared',
    factsWith({ vpc: ok(vpcOf('requester', { ownerId: OTHER })) }),
    ['error VpcOfOtherAccount /vpcId'],
  ],
  [
    'another region',
    factsWith({ vpc: ok(vpcOf('requester', { regionId: 'cn-shanghai' })) }),
    ['error VpcInOtherRegion /regionId'],
  ],
  [
    'a VPC still being made',
    factsWith({}, { vpc: ok(vpcOf('accepter', { status: 'Pending' })) }),
    ['error VpcNotAvailable /acceptingVpcId'],
  ],
  [
    'a CEN in common, and one that is not',
    factsWith(
      { vpc: ok(vpcOf('requester', { cenIds: ['cen-1', 'cen-2'] })) },
      { vpc: ok(vpcOf('accepter', { cenIds: ['cen-2', 'cen-3'] })) },
    ),
    ['warning CenInCommon'],
  ],
  [
    'two CENs',
    factsWith(
      { vpc: ok(vpcOf('requester', { cenIds: ['cen-1'] })) },
      { vpc: ok(vpcOf('accepter', { cenIds: ['cen-2'] })) },
    ),
    [],
  ],
];
