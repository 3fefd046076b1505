import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { instanceOf, requestIdOf, shortType } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';

/** The distinct events of a run, by everything that is asked of them. */
export interface Heard {
  readonly all: readonly FollowUpEvent[];
  readonly of: (requestId: string, type: string) => readonly FollowUpEvent[];
  readonly about: (instanceId: string, ...types: readonly string[]) => readonly FollowUpEvent[];
}

const groupedBy = (
  events: readonly FollowUpEvent[],
  keyOf: (event: FollowUpEvent) => string | undefined,
): ReadonlyMap<string | undefined, readonly FollowUpEvent[]> => {
  const groups = new Map<string | undefined, FollowUpEvent[]>();
  for (const event of events) {
    const group = groups.get(keyOf(event)) ?? [];
    groups.set(keyOf(event), group);
    group.push(event);
  }
  return groups;
};

export const heardBy = (sim: Simulation): Heard => {
  const all = [...new Map(sim.record.deliveries.map(({ event }) => [event.id, event])).values()];
  const byRequest = groupedBy(all, requestIdOf);
  const byInstance = groupedBy(all, instanceOf);
  return {
    all,
    of: (requestId, type) =>
      (byRequest.get(requestId) ?? []).filter((event) => shortType(event) === type),
    about: (instanceId, ...types) =>
      (byInstance.get(instanceId) ?? []).filter((event) => types.includes(shortType(event))),
  };
};
