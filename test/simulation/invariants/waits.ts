import {
  actionOf,
  failureCategoryOf,
  failureCodeOf,
  mayBeSentAgain,
  requestIdOf,
} from '../support/record.ts';
import { HOUR, MINUTE, SECOND, type Simulation } from '../support/simulation.ts';
import type { Heard } from './requests.ts';

/** How long each reason to wait may last in all before a request is given up. */
const BOUND_OF: Readonly<Record<string, number>> = {
  conflict: 6 * HOUR,
  throttled: 6 * HOUR,
  transient: HOUR,
  pending: 10 * MINUTE,
  'not-found': MINUTE,
};
const IN_ALL_MS = 24 * HOUR;
/** Clocks of two instances differ by so much. */
const SKEW_MS = MINUTE + SECOND;
/** A task whose retries are over comes back from the queue of failed tasks an hour later, and starts late. */
const LATE_MS = 90 * MINUTE;

interface Item {
  readonly requestId: string;
  readonly reason?: string;
  readonly spent: Readonly<Record<string, number>>;
  readonly givenUp?: unknown;
}

const itemsOf = (payload: string): readonly Item[] =>
  payload.includes('"peerflow":"requests"') ? JSON.parse(payload).items : [];

const wrongWait = ({ requestId, reason = '', spent, givenUp }: Item): string | undefined => {
  const boundMs = BOUND_OF[reason];
  if (boundMs === undefined) return undefined;
  const spentMs = spent[reason] ?? 0;
  const inAllMs = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
  const about = `${requestId} after ${Math.round(spentMs / SECOND)} s of ${reason}`;
  if (givenUp !== undefined && spentMs < boundMs - SKEW_MS && inAllMs < IN_ALL_MS - SKEW_MS)
    return `${about} is given up too early`;
  return givenUp === undefined && spentMs > boundMs + LATE_MS ? `${about} still waits` : undefined;
};

/** What the service alone may be blamed for is given up after hours, whatever the engine counts. */
const LEAST_OF_CATEGORY: Readonly<Record<string, number>> = { throttled: 6 * HOUR, service: HOUR };

const tooEarly = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.filter(mayBeSentAgain).flatMap((event) => {
    // A delete that cannot read the tables for ten minutes leaves them as they are, and fails.
    if (actionOf(event) === 'delete') return [];
    const sentAt = sim.asks.find(({ requestId }) => requestId === requestIdOf(event))?.sentAt;
    const decidedAt = sim.record.announced.get(event.id)?.at;
    if (sentAt === undefined || decidedAt === undefined) return [];
    const leastMs = LEAST_OF_CATEGORY[failureCategoryOf(event) ?? ''] ?? 0;
    return decidedAt - sentAt < leastMs - SKEW_MS
      ? [`${event.id} (${failureCodeOf(event)}) came ${decidedAt - sentAt} ms after its request`]
      : [];
  });

/** What passes is waited for as long as its reason allows, and no longer. */
export const faultsOfWaits = (sim: Simulation, heard: Heard): readonly string[] => [
  ...sim.record.tasks.flatMap(({ payload }) =>
    itemsOf(payload).flatMap((item) => wrongWait(item) ?? []),
  ),
  ...tooEarly(sim, heard),
];
