import { OTHER, OWN, REGION } from './simulation.ts';

const vpc = (id: string, index: number, ownerId = OWN) => ({
  id,
  regionId: REGION,
  ownerId,
  cidrBlock: `${10 + Math.floor(index / 256)}.${index % 256}.0.0/16`,
});

/** A hub and so many spokes of our account, and one VPC of a partner. */
export const fleet = (spokes: number) => [
  vpc('vpc-hub', 200),
  ...Array.from({ length: spokes }, (_, index) => vpc(`vpc-spoke${index}`, index)),
  vpc('vpc-partner', 201, OTHER),
];

/** A request to join a spoke to the hub. */
export const spoke = (index: number, more: object = {}) => ({
  requestId: `spoke-${index}`,
  regionId: REGION,
  vpcId: 'vpc-hub',
  acceptingVpcId: `vpc-spoke${index}`,
  ...more,
});

/** One of two VPCs of its own, so that nothing else is in its way. */
export const couple = (index: number, more: object = {}) => ({
  requestId: `couple-${index}`,
  regionId: REGION,
  vpcId: `vpc-spoke${2 * index}`,
  acceptingVpcId: `vpc-spoke${2 * index + 1}`,
  ...more,
});

export const partner = (more: object = {}) => ({
  requestId: 'partner-1',
  regionId: REGION,
  vpcId: 'vpc-hub',
  acceptingVpcId: 'vpc-partner',
  acceptingAliUid: OTHER,
  ...more,
});
