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

/** What really happened in the cloud, to hold events and calls against. */
export class Truth {
  readonly lives = new Map<string, Life>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
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
