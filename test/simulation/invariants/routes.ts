import { instanceOf, shortType } from '../support/record.ts';
import { OWN, type Simulation } from '../support/simulation.ts';
import type { Life } from '../support/truth.ts';
import type { Heard } from './requests.ts';

const isOurs = (description: string): boolean => description.startsWith('peerflow ');

/** Collects removals of entries that are not ours, as they happen. */
export const watchRoutes = (sim: Simulation): void => {
  sim.world.network.onChange(({ entry, to }) => {
    if (to !== 'Deleting' || isOurs(entry.description)) return;
    const leadsTo = entry.nextHops.map(({ nextHopId }) => nextHopId);
    const isForced = sim.asks.some(
      ({ action, body, instanceId }) =>
        action === 'delete' && body.force === true && leadsTo.includes(instanceId ?? ''),
    );
    if (!isForced)
      sim.record.broken.push(`foreign entry ${entry.destinationCidrBlock} was removed`);
  });
};

const entriesTo = (sim: Simulation, vpcId: string, instanceId: string) =>
  sim.world.network
    .routeEntries(vpcId)
    .filter(
      ({ nextHops, status }) =>
        status !== 'Deleting' && nextHops.some(({ nextHopId }) => nextHopId === instanceId),
    );

/** What is wanted of a connection of ours: without a request tag it is nobody's, whatever its options say. */
const wantedOf = ({ connection }: Life): string | undefined => {
  const tags = connection.tags.get(OWN);
  if (!tags?.has('peerflow:request')) return undefined;
  return /(?:^|;)routes=([a-z]+)/.exec(tags.get('peerflow:options') ?? '')?.[1];
};

/** Sides of ours that should have entries and have none, of a connection whose routes nobody gave up. */
const missing = (sim: Simulation, heard: Heard, life: Life): readonly string[] => {
  const { connection, instanceId } = life;
  const wanted = wantedOf(life);
  if (connection.status !== 'Activated' || wanted === undefined || wanted === 'none') return [];
  const isGivenUp = heard.all.some(
    (event) =>
      instanceOf(event) === instanceId &&
      ['Routes:Failed', 'Routes:Partial', 'Routes:Drifted'].includes(shortType(event)),
  );
  if (isGivenUp) return [];
  const { vpcId, acceptingVpcId, ownerId, acceptingOwnerUid } = connection;
  const sides = [
    ...(wanted !== 'accepter' && ownerId === OWN ? [vpcId] : []),
    ...(wanted !== 'requester' && acceptingOwnerUid === OWN ? [acceptingVpcId] : []),
  ];
  return sides
    .filter((side) => entriesTo(sim, side, instanceId).length === 0)
    .map((side) => `${instanceId} wants routes=${wanted} and ${side} has none`);
};

/** Entries of ours that lead to a connection which we deleted. */
const dangling = (sim: Simulation, { connection, instanceId }: Life): readonly string[] => {
  const isOurDelete = sim.asks.some(
    (ask) => ask.action === 'delete' && ask.instanceId === instanceId,
  );
  if (connection.status !== 'Deleted' || !isOurDelete) return [];
  return [connection.vpcId, connection.acceptingVpcId].flatMap((vpcId) =>
    entriesTo(sim, vpcId, instanceId)
      .filter(({ description }) => isOurs(description))
      .map(
        (entry) =>
          `${entry.destinationCidrBlock} of ${vpcId} leads to ${instanceId}, which is gone`,
      ),
  );
};

export const faultsOfRoutes = (sim: Simulation, heard: Heard): readonly string[] =>
  [...sim.truth.lives.values()].flatMap((life) => [
    ...missing(sim, heard, life),
    ...dangling(sim, life),
  ]);
