import type { FollowUpEvent } from '../../../../../lib/peering/model/event.ts';
import type { FixtureInput } from '../../../../../sandbox/fixture.ts';
import { shortType } from '../../../../simulation/support/record.ts';
import {
  MINUTE,
  OTHER,
  OWN,
  REGION,
  type Simulation,
  type SimulationOptions,
  simulate,
} from '../../../../simulation/support/simulation.ts';

export type VpcInput = FixtureInput['vpcs'][number];

const vpc = (letter: string, n: number, more: Partial<VpcInput> = {}): VpcInput => ({
  id: `vpc-${letter}`,
  regionId: REGION,
  ownerId: OWN,
  cidrBlock: `10.${n}.0.0/16`,
  vSwitches: [{ id: `vsw-${letter}`, cidrBlock: `10.${n}.1.0/24` }],
  ...more,
});

export const vpcA = (more: Partial<VpcInput> = {}): VpcInput => vpc('a', 0, more);
export const vpcB = (more: Partial<VpcInput> = {}): VpcInput => vpc('b', 1, more);
export const vpcPartner = (more: Partial<VpcInput> = {}): VpcInput =>
  vpc('p', 9, { ownerId: OTHER, ...more });

/** Peerflow over the cloud with these VPCs; vpc-a and vpc-b by default. */
export const peerflow = (options: Partial<SimulationOptions> = {}): Simulation =>
  simulate({ vpcs: [vpcA(), vpcB()], ...options });

/** Connects vpc-a with another VPC and waits until nothing is under way for a while. */
export const connect = async (
  sim: Simulation,
  more: Readonly<Record<string, unknown>> = {},
  liveMs = 3 * MINUTE,
): Promise<string> => {
  void sim.sources.message({
    requestId: 'order-1',
    regionId: REGION,
    vpcId: 'vpc-a',
    acceptingVpcId: 'vpc-b',
    routes: 'both',
    ...more,
  });
  await sim.live(liveMs);
  return idOf(sim);
};

/** The connection of the last event that names one. */
export const idOf = (sim: Simulation): string => {
  const [event] = sim.sinks
    .events()
    .filter(({ type }) => type.includes('Connection:'))
    .reverse();
  return event?.id.split('-').slice(0, 2).join('-') ?? '';
};

export const kinds = (sim: Simulation): readonly string[] => sim.sinks.events().map(shortType);

/** The last event of a kind; fails the test where there is none. */
export const lastOf = (sim: Simulation, kind: string): FollowUpEvent => {
  const event = sim.sinks.events().findLast((each) => shortType(each) === kind);
  if (!event) throw new Error(`no ${kind} among ${kinds(sim).join(', ')}`);
  return event;
};

/** What leads to a connection from a VPC or table: `table destination`, sorted. */
export const leading = (sim: Simulation, instanceId: string, id: string): readonly string[] =>
  sim.world.network
    .routeEntries(id)
    .filter(({ nextHops }) => nextHops.some((hop) => hop.nextHopId === instanceId))
    .map((it) => `${it.routeTableId} ${it.destinationCidrBlock}`)
    .sort();

/** An entry that somebody else makes. */
export const byHand = (
  sim: Simulation,
  routeTableId: string,
  destinationCidrBlock: string,
  hop: { readonly nextHopId: string; readonly nextHopType: string } = {
    nextHopId: 'ngw-1',
    nextHopType: 'NatGateway',
  },
) => sim.world.network.addRouteEntry(routeTableId, { destinationCidrBlock, ...hop, name: 'hand' });

/** Takes away whatever leads to a destination from a table. */
export const removeByHand = (sim: Simulation, table: string, destination: string): void => {
  for (const each of sim.world.network.routeEntries(table))
    if (each.destinationCidrBlock === destination)
      sim.world.network.removeRouteEntry(each.routeEntryId);
};

/** A message of the requests queue. */
export const ask = (sim: Simulation, body: Readonly<Record<string, unknown>>): void => {
  void sim.sources.message(body);
};

const tablesOf = (letter: string) =>
  Array.from({ length: 17 }, (_, at) => ({
    id: `vtb-${letter}${at}`,
    vSwitchIds: [`vsw-${letter}${at}`],
  }));
const vSwitchesOf = (letter: string, n: number) =>
  Array.from({ length: 17 }, (_, at) => ({
    id: `vsw-${letter}${at}`,
    cidrBlock: `10.${n}.${at}.0/24`,
  }));
/** VPCs of seventeen vSwitches, each with a route table of its own. */
export const wide = () => [
  vpcA({ vSwitches: vSwitchesOf('a', 0), routeTables: tablesOf('a') }),
  vpcB({ vSwitches: vSwitchesOf('b', 1), routeTables: tablesOf('b') }),
];
