import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Publisher, SinkReport } from '../../../lib/peering/ports.ts';
import type { Line } from './faults.ts';

export interface Delivery {
  readonly event: FollowUpEvent;
  readonly sink: string;
  readonly at: number;
}

/** Sinks that remember what they got, and can be taken down. */
export class Sinks {
  readonly deliveries: Delivery[] = [];
  readonly down = new Set<string>();

  constructor(
    readonly names: readonly string[],
    readonly now: () => number,
    readonly onDelivery: (event: FollowUpEvent) => void,
  ) {}

  /** Distinct events, as a consumer that dedupes on the id sees them. */
  events(sink = this.names[0]): readonly FollowUpEvent[] {
    const own = this.deliveries.filter((each) => each.sink === sink);
    return [...new Map(own.map(({ event }) => [event.id, event])).values()];
  }

  publisherFor(line: Line): Publisher {
    return {
      sinks: this.names,
      prepare: () => {},
      publish: async (events, only) => {
        await line.pause(20);
        const to = this.names.filter((name) => !only || only.includes(name));
        return events.map((event) => to.map((sink) => this.#hand(event, sink, line)));
      },
    };
  }

  #hand(event: FollowUpEvent, sink: string, { random, faults }: Line): SinkReport {
    if (this.down.has(sink) || random() < faults().sink) return { sink, outcome: 'failed' };
    this.onDelivery(event);
    this.deliveries.push({ event, sink, at: this.now() });
    return { sink, outcome: 'delivered' };
  }
}
