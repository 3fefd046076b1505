import type { Sources } from '../../platform/ports.ts';
import { deliver, type Pace } from '../delivery/deliver.ts';
import type { ArrivedEvent } from './event.ts';
import { type GiveUpFacts, giveUpWith } from './give-up.ts';
import { matches } from './pattern/match.ts';

export interface RuleOptions extends GiveUpFacts {
  /** Calls the listener for every event that arrives at any bus; returns the way to stop. */
  follow(listener: (event: ArrivedEvent) => void): () => void;
  readonly pace: Pace;
}

/** Rules on buses: each event that matches goes to the target on its own, retried alone. */
export const createBusSource =
  ({ follow, pace, ...facts }: RuleOptions): Sources['bus'] =>
  ({ name, bus, pattern, retrying }, take) => {
    const giveUp = giveUpWith(name, retrying, facts);
    const deliveries = new Set<() => void>();
    let isBlocked = false;

    const push = (event: ArrivedEvent): void => {
      const stop = deliver(event, take, pace, retrying.strategy, (taken) => {
        deliveries.delete(stop);
        if (!taken && giveUp([JSON.stringify(event)]) === 'block') isBlocked = true;
      });
      deliveries.add(stop);
    };

    const ignore = follow((event) => {
      if (!isBlocked && event.aliyuneventbusname === bus && matches(pattern, event)) push(event);
    });
    return () => {
      ignore();
      for (const stop of deliveries) stop();
    };
  };
