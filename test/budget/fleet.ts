import { OWN, REGION, type Simulation } from '../simulation/support/simulation.ts';

const vpc = (id: string, index: number) => ({
  id,
  regionId: REGION,
  ownerId: OWN,
  cidrBlock: `${10 + Math.floor(index / 256)}.${index % 256}.0.0/16`,
});

/** A hub and so many spokes. */
export const fleet = (spokes: number) => [
  vpc('vpc-hub', 2_000),
  ...Array.from({ length: spokes }, (_, index) => vpc(`vpc-spoke${index}`, index)),
];

/** A request to join a spoke to the hub. */
export const spoke = (index: number) => ({
  requestId: `spoke-${index}`,
  regionId: REGION,
  vpcId: 'vpc-hub',
  acceptingVpcId: `vpc-spoke${index}`,
});

/** One of two VPCs of its own, so that nothing else is in its way. */
export const couple = (index: number, more: object = {}) => ({
  requestId: `couple-${index}`,
  regionId: REGION,
  vpcId: `vpc-spoke${2 * index}`,
  acceptingVpcId: `vpc-spoke${2 * index + 1}`,
  ...more,
});

/** The connections of a status. */
export const inStatus = ({ world }: Simulation, status: string): readonly string[] =>
  world
    .connections()
    .filter((it) => it.status === status)
    .map(({ instanceId }) => instanceId);
