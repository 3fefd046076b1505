import type { Take, TopicMessage } from '../../platform/ports.ts';
import { deliver, type Pace } from '../delivery/deliver.ts';
import type { SubscriptionAttributes } from './attributes.ts';

/** Somebody who gets what is published. */
export interface Subscriber {
  readonly filterTag?: string | undefined;
  readonly strategy: SubscriptionAttributes['notifyStrategy'];
  readonly take: Take<TopicMessage>;
}

/** One SMQ topic: every subscriber gets a message on its own, and again while it does not take it. */
export class Topic {
  readonly #subscribers = new Set<Subscriber>();
  readonly #deliveries = new Set<() => void>();
  readonly #pace: Pace;

  constructor(
    readonly name: string,
    pace: Pace,
  ) {
    this.#pace = pace;
  }

  publish(message: TopicMessage): void {
    for (const subscriber of this.#subscribers) {
      const { filterTag } = subscriber;
      if (filterTag === undefined || filterTag === message.tag) this.#push(message, subscriber);
    }
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  close(): void {
    this.#subscribers.clear();
    for (const stop of this.#deliveries) stop();
  }

  #push(message: TopicMessage, { take, strategy }: Subscriber): void {
    const stop = deliver(message, take, this.#pace, strategy, () => this.#deliveries.delete(stop));
    this.#deliveries.add(stop);
  }
}
