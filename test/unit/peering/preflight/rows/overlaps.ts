import { connectionIn } from '../../samples.ts';
import { factsWith, ok, vpcOf, vSwitch } from '../facts.ts';
import type { Row } from './row.ts';

/** From a spoke to vpc-a: the hub may be on either side. */
const toSpoke = {
  vpc: { vpcId: 'vpc-spoke', ipv4Cidrs: ['10.1.128.0/17'], ipv6Cidrs: [] },
  acceptingVpc: { vpcId: 'vpc-a', ipv4Cidrs: ['10.0.0.0/16'], ipv6Cidrs: [] },
};

export const OVERLAPS: readonly Row[] = [
  [
    'primary ranges',
    factsWith({}, { vpc: ok(vpcOf('accepter', { cidrBlock: '10.0.128.0/17' })) }),
    ['warning CidrOverlap'],
  ],
  [
    'a secondary range and a primary one',
    factsWith({ vpc: ok(vpcOf('requester', { secondaryCidrBlocks: ['10.1.2.0/24'] })) }),
    ['warning CidrOverlap'],
  ],
  [
    'IPv6 ranges',
    factsWith(
      { vpc: ok(vpcOf('requester', { ipv6CidrBlocks: ['2001:db8::/56'] })) },
      { vpc: ok(vpcOf('accepter', { ipv6CidrBlocks: ['2001:db8::/60'] })) },
    ),
    ['warning CidrOverlap'],
  ],
  [
    'a user CIDR',
    factsWith({}, { vpc: ok(vpcOf('accepter', { userCidrs: ['10.0.0.0/8'] })) }),
    ['warning CidrOverlap'],
  ],
  [
    'vSwitches',
    factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24')]) },
      { vSwitches: ok([vSwitch('10.0.1.128/25')]) },
    ),
    ['error VSwitchOverlap'],
  ],
  [
    'vSwitches in IPv6 only',
    factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24', '2001:db8::/64')]) },
      { vSwitches: ok([vSwitch('10.1.1.0/24', '2001:db8::/64')]) },
    ),
    ['error VSwitchOverlap'],
  ],
  [
    'VPCs, though not their vSwitches',
    factsWith(
      { vSwitches: ok([vSwitch('10.0.1.0/24')]) },
      {
        vpc: ok(vpcOf('accepter', { cidrBlock: '10.0.0.0/16' })),
        vSwitches: ok([vSwitch('10.0.2.0/24')]),
      },
    ),
    ['warning CidrOverlap'],
  ],
  [
    'another peer of the hub with the same range',
    factsWith({ peerings: ok([connectionIn('Activated', toSpoke)]) }),
    ['warning PeerOverlap /vpcId'],
  ],
  [
    'a peer of the hub that is gone',
    factsWith({ peerings: ok([connectionIn('Deleted', toSpoke)]) }),
    [],
  ],
  [
    'the connection of the pair itself',
    factsWith(
      { peerings: ok([connectionIn('Activated', toSpoke)]) },
      {},
      { ofPair: [connectionIn('Activated', toSpoke)] },
    ),
    [],
  ],
];
