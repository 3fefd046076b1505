import type { PeerConnection } from '../../../sandbox/cloud/state.ts';
import type { World } from '../../../sandbox/cloud/world.ts';

type Status = PeerConnection['status'];

export interface Step {
  readonly status: Status;
  readonly at: number;
}

/** Where a connection has been. */
export interface Life {
  readonly instanceId: string;
  readonly pair: string;
  readonly connection: PeerConnection;
  readonly steps: Step[];
}

export const pairOf = (one: string, other: string): string => [one, other].sort().join(' ');

const LIVE: ReadonlySet<Status> = new Set(['Creating', 'Accepting', 'Updating', 'Activated']);

export const isLive = (status: Status): boolean => LIVE.has(status);

/** An entry of a route table that led, or leads, to a connection. */
export interface Route {
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
  readonly instanceId: string;
}

interface Period {
  readonly from: number;
  to: number;
  readonly isForeign: boolean;
}

const keyOf = ({ routeTableId, destinationCidrBlock, instanceId }: Route): string =>
  `${routeTableId} ${destinationCidrBlock} ${instanceId}`;

/** What really happened in the cloud, to hold events and calls against. */
export class Truth {
  readonly lives = new Map<string, Life>();
  readonly #world: World;
  /** From when to when entries led to connections. */
  readonly #routes = new Map<string, Period[]>();
  /** Where each entry led, also of those that are gone. */
  readonly #entries = new Map<string, Route>();

  constructor(world: World, now: () => number, accountId: string) {
    this.#world = world;
    world.network.onChange(({ entry, to }) => {
      for (const { nextHopId } of entry.nextHops) {
        const route = { ...entry, instanceId: nextHopId };
        this.#entries.set(entry.routeEntryId, route);
        const key = keyOf(route);
        const periods = this.#routes.get(key) ?? [];
        const last = periods.at(-1);
        if (last && to !== 'Available') last.to = Math.min(last.to, now());
        if (to === 'Available')
          periods.push({
            from: now(),
            to: Number.POSITIVE_INFINITY,
            isForeign: !entry.description.startsWith(`peerflow ${accountId} `),
          });
        this.#routes.set(key, periods);
      }
    });
    world.onChange((it, from) => {
      const life = this.lives.get(it.instanceId);
      if (life) life.steps.push({ status: it.status, at: it.gmtModified });
      else if (from === '')
        this.lives.set(it.instanceId, {
          instanceId: it.instanceId,
          pair: pairOf(it.vpcId, it.acceptingVpcId),
          connection: it,
          steps: [{ status: it.status, at: it.gmtModified }],
        });
    });
  }

  /** A connection with everything that happened to it up to now. */
  life(instanceId: string): Life | undefined {
    this.#world.connection(instanceId);
    return this.lives.get(instanceId);
  }

  hasBeen(instanceId: string, ...statuses: readonly Status[]): boolean {
    return this.life(instanceId)?.steps.some(({ status }) => statuses.includes(status)) ?? false;
  }

  /** Whether an entry led to a connection at some moment between two. */
  wasRouted(route: Route, from: number, to: number): boolean {
    const periods = this.#routes.get(keyOf(route)) ?? [];
    return periods.some((each) => each.from <= to && each.to >= from);
  }

  /** The entry of an id, also where it is gone. */
  routeOf(routeEntryId: string): Route | undefined {
    return this.#entries.get(routeEntryId);
  }

  /** Whether an entry that Peerflow did not make led to a connection from one moment to another. */
  wasLedToByOthers(instanceId: string, from: number, to: number): boolean {
    return [...this.#routes].some(
      ([key, periods]) =>
        key.endsWith(` ${instanceId}`) &&
        periods.some((each) => each.isForeign && each.from <= from && each.to >= to),
    );
  }

  statusOf(instanceId: string): Status | undefined {
    return this.life(instanceId)?.steps.at(-1)?.status;
  }

  ofPair(pair: string): readonly Life[] {
    this.#world.settle();
    return [...this.lives.values()].filter((life) => life.pair === pair);
  }

  /** The connection of a pair that a person would mean: the live one, or else the last one. */
  current(pair: string): Life | undefined {
    const those = this.ofPair(pair);
    return those.find(({ connection }) => isLive(connection.status)) ?? those.at(-1);
  }
}
