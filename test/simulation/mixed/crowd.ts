import { OWN, REGION, type Simulation } from '../support/simulation.ts';
import { pairOf } from '../support/truth.ts';
import { type End, type Plan, vpcsOf } from './plan.ts';

const endsOfMember = (index: number): readonly [End, End] => {
  const end = (side: string): End => ({
    accountId: OWN,
    regionId: REGION,
    vpcId: `vpc-crowd-${index}-${side}`,
  });
  return [end('a'), end('b')];
};

const membersOf = ({ crowd = 0 }: Plan): readonly (readonly [End, End])[] =>
  Array.from({ length: crowd }, (_, index) => endsOfMember(index));

/** The VPCs of a plan, and those of its crowd, whose ranges do not matter. */
export const allVpcsOf = (plan: Plan): ReturnType<typeof vpcsOf> => [
  ...(vpcsOf(plan) ?? []),
  ...membersOf(plan)
    .flat()
    .map(({ vpcId, regionId, accountId }) => ({
      id: vpcId,
      regionId,
      ownerId: accountId,
      cidrBlock: '10.200.0.0/16',
      vSwitches: [{ id: `vsw-${vpcId.slice(4)}`, cidrBlock: '10.200.1.0/24' }],
    })),
];

/** Connections with our tags of which nothing was ever announced, as where their watches were lost. */
export const gather = (sim: Simulation, plan: Plan): void => {
  for (const [one, other] of membersOf(plan)) {
    sim.people.create(OWN, one, other);
    const life = sim.truth.current(pairOf(one.vpcId, other.vpcId));
    if (!life) throw new Error(`${one.vpcId} was not connected`);
    sim.people.tag(OWN, life.instanceId, 'peerflow:request', one.vpcId);
    const options = 'routes=none;accept=manual;by=create;f=0123456789abcdef';
    sim.people.tag(OWN, life.instanceId, 'peerflow:options', options);
  }
};
