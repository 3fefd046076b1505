import { FORGED } from '../support/record.ts';
import { OTHER, OWN, SECOND, type Simulation } from '../support/simulation.ts';
import { type Life, pairOf } from '../support/truth.ts';
import { type DeedPlan, endsOf } from './plan.ts';

const TRIES = 40;

const tag = (sim: Simulation, instanceId: string, name: string, value?: string): true => {
  sim.people.tag(OWN, instanceId, `peerflow:${name}`, value);
  return true;
};

type Entry = Parameters<Simulation['world']['network']['addRouteEntry']>[1];

const FIREWALL = { nextHopId: 'i-firewall', nextHopType: 'Instance' };

const hopTo = (instanceId: string) => ({ nextHopId: instanceId, nextHopType: 'VpcPeer' });

/** A part of a range. */
const narrowed = (range: string): string => range.replace('.0.0/16', '.77.0/24');

/** A route of somebody else where ours would be, elsewhere or over the same connection. */
const addRoute = (
  sim: Simulation,
  { connection }: Life,
  more: Omit<Entry, 'destinationCidrBlock'>,
  blockOf: (range: string) => string = (range) => range,
): boolean => {
  const [table] = sim.world.network.routeTables(connection.vpcId);
  const other = sim.world.fixture.vpcs.find(({ id }) => id === connection.acceptingVpcId);
  const isTaken = sim.world.network
    .routeEntries(connection.vpcId)
    .some(({ destinationCidrBlock }) => other && destinationCidrBlock === blockOf(other.cidrBlock));
  if (table === undefined || other === undefined || isTaken) return true;
  sim.world.network.addRouteEntry(table.routeTableId, {
    destinationCidrBlock: blockOf(other.cidrBlock),
    description: 'by hand',
    ...more,
  });
  return true;
};

/** Takes the first entry of ours away that leads to a connection; there may be none yet. */
const cut = (sim: Simulation, { connection, instanceId }: Life): boolean => {
  const { network } = sim.world;
  const entry = [connection.vpcId, connection.acceptingVpcId]
    .flatMap((vpcId) => network.routeEntries(vpcId))
    .find(
      ({ nextHops, status }) =>
        status === 'Available' && nextHops.some(({ nextHopId }) => nextHopId === instanceId),
    );
  if (entry) network.removeRouteEntry(entry.routeEntryId);
  return entry !== undefined;
};

const onLife = (sim: Simulation, deed: DeedPlan, life: Life): boolean => {
  const { instanceId, connection } = life;
  const { people } = sim;
  switch (deed.what) {
    case 'delete':
      return people.on(connection.ownerId, 'DeleteVpcPeerConnection', instanceId);
    case 'accept':
      return people.on(connection.acceptingOwnerUid, 'AcceptVpcPeerConnection', instanceId);
    case 'reject':
      return people.on(connection.acceptingOwnerUid, 'RejectVpcPeerConnection', instanceId);
    case 'modify':
      return people.on(connection.ownerId, 'ModifyVpcPeerConnection', instanceId, {
        Name: 'by-hand',
      });
    case 'untag':
      return tag(sim, instanceId, 'state') && tag(sim, instanceId, 'options');
    case 'forge':
      return tag(sim, instanceId, 'state', deed.at % 2 === 0 ? 'Deleted' : 'rubbish');
    case 'untag-request':
      return tag(sim, instanceId, 'request');
    case 'pose':
      for (const accountId of [OWN, OTHER])
        people.tag(accountId, instanceId, 'peerflow:request', FORGED);
      return true;
    case 'hint':
      return sim.sources.hint(instanceId);
    case 'cut':
      return cut(sim, life);
    case 'route':
      return addRoute(sim, life, FIREWALL);
    case 'route-there':
      return addRoute(sim, life, hopTo(instanceId));
    case 'route-of-others':
      return addRoute(sim, life, {
        ...hopTo(instanceId),
        name: 'peerflow',
        description: `peerflow ${OTHER} ${instanceId} 0123456789abcdef`,
      });
    case 'route-shared':
      return addRoute(sim, life, { ...hopTo(instanceId), nextHops: [FIREWALL] });
    case 'route-narrow':
      return addRoute(sim, life, FIREWALL, narrowed);
    default:
      return true;
  }
};

const carryOut = (sim: Simulation, deed: DeedPlan): boolean => {
  const [one, other] = endsOf({ pair: deed.pair });
  if (deed.what === 'create') return sim.people.create(one.accountId, one, other);
  const life = sim.truth.current(pairOf(one.vpcId, other.vpcId));
  return life !== undefined && onLife(sim, deed, life);
};

const attempt = (sim: Simulation, deed: DeedPlan, tries: number): void => {
  if (!carryOut(sim, deed) && tries < TRIES)
    sim.time.after(7 * SECOND, () => attempt(sim, deed, tries + 1));
};

/** Has other people do something at its time; they try again for a while where the cloud refuses. */
export const scheduleDeed = (sim: Simulation, deed: DeedPlan): void =>
  sim.time.after(deed.at, () => attempt(sim, deed, 0));
