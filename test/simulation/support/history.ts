import type { FollowUpEvent, RouteFact } from '../../../lib/peering/model/event.ts';
import type { PeerConnection } from '../../../sandbox/cloud/state.ts';
import type { World } from '../../../sandbox/cloud/world.ts';

const FACTS = ['Creating', 'Accepting', 'Activated', 'Rejected', 'Expired', 'Deleted'];

const pairOf = (it: { vpcId: string; acceptingVpcId: string }): string =>
  [it.vpcId, it.acceptingVpcId].sort().join(' ');

const idIn = (data: unknown): string =>
  typeof data === 'object' && data !== null && 'connection' in data ? idOf(data.connection) : '';
const idOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'instanceId' in value
    ? String(value.instanceId)
    : '';

/** The id of the connection that an event is about; empty where it is about none. */
export const instanceOf = ({ data }: FollowUpEvent): string => idIn(data);

const routesIn = (data: unknown): readonly RouteFact[] =>
  typeof data === 'object' && data !== null && 'routes' in data && Array.isArray(data.routes)
    ? data.routes
    : [];

/** What really happened in the cloud, to hold events against; broken rules are collected. */
export class History {
  readonly broken: string[] = [];
  readonly #seen = new Map<string, Set<string>>();
  readonly #pairs = new Map<string, PeerConnection[]>();
  readonly #world: World;

  constructor(world: World, now: () => number) {
    this.#world = world;
    world.onChange((it, from) => {
      const seen = this.#seen.get(it.instanceId) ?? new Set();
      this.#seen.set(it.instanceId, seen.add(it.status));
      if (from === '') this.#note(it, now());
    });
  }

  /** A new connection: at no time may a pair have two that live. */
  #note(it: PeerConnection, at: number): void {
    const pair = pairOf(it);
    const those = [...(this.#pairs.get(pair) ?? []), it];
    this.#pairs.set(pair, those);
    const live = those.filter(({ status }) => !['Deleted', 'Deleting'].includes(status));
    if (live.length > 1) this.broken.push(`${at}: ${pair} has ${live.length} live connections`);
  }

  /** An event may only tell what has happened. */
  check(event: FollowUpEvent): void {
    this.#checkRoutes(event);
    const status = event.type.replace('peerflow:Connection:', '');
    const instanceId = instanceOf(event);
    // Brings the connection to where the clock says.
    this.#world.connection(instanceId);
    if (FACTS.includes(status) && !this.#seen.get(instanceId)?.has(status))
      this.broken.push(`${event.id} was told before it happened`);
  }

  #checkRoutes({ id, data }: FollowUpEvent): void {
    for (const { routeTableId, destinationCidrBlock, result } of routesIn(data)) {
      if (result !== 'created' && result !== 'present') continue;
      const isThere = this.#world.network
        .routeEntries(routeTableId ?? '')
        .some(
          (each) =>
            each.destinationCidrBlock === destinationCidrBlock && each.status === 'Available',
        );
      if (!isThere) this.broken.push(`${id} tells of ${destinationCidrBlock} in ${routeTableId}`);
    }
  }
}
