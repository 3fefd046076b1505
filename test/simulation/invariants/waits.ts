import {
  actionOf,
  failureCategoryOf,
  failureCodeOf,
  mayBeSentAgain,
  requestIdOf,
  shortType,
} from '../support/record.ts';
import { HOUR, MINUTE, SECOND, type Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';

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

/** First wait in seconds, factor and longest wait of each reason whose waits depend on nothing else. */
const TABLE: Readonly<Record<string, readonly [number, number, number]>> = {
  conflict: [2, 1.6, 600],
  transient: [1, 2, 60],
  pending: [2, 1.5, 30],
  'not-found': [5, 3, 40],
};
const JITTER = 0.25;

interface Item {
  readonly requestId: string;
  readonly reason?: string;
  readonly tries: number;
  readonly due: number;
  readonly waitingSince?: number;
  readonly spent: Readonly<Record<string, number>>;
  /** Why; one that says whether it may be sent again was decided, and not waited for. */
  readonly givenUp?: { readonly code?: string; readonly retryable?: boolean };
}

interface Part {
  readonly part: number;
  readonly items: readonly Item[];
}

const partOf = (payload: string): Part =>
  payload.includes('"peerflow":"requests"') ? JSON.parse(payload) : { part: 0, items: [] };

const wrongWait = ({ requestId, reason = '', spent, givenUp }: Item): string | undefined => {
  const boundMs = BOUND_OF[reason];
  if (boundMs === undefined) return undefined;
  const spentMs = spent[reason] ?? 0;
  const inAllMs = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
  const about = `${requestId} after ${Math.round(spentMs / SECOND)} s of ${reason}`;
  const isWaitedOut = givenUp !== undefined && givenUp.retryable === undefined;
  if (isWaitedOut && spentMs < boundMs - SKEW_MS && inAllMs < IN_ALL_MS - SKEW_MS)
    return `${about} is given up too early`;
  return givenUp === undefined && spentMs > boundMs + LATE_MS ? `${about} still waits` : undefined;
};

const isOfConnection = (payload: string): boolean =>
  payload.includes('"peerflow":"routes"') || payload.includes('"peerflow":"accept"');

/** Accepters and routers that wait on for what their bound says is over. */
const endlessWaits = (sim: Simulation): readonly string[] =>
  sim.record.tasks.flatMap(({ payload }) => {
    if (!isOfConnection(payload) || payload.includes('"spent":{}')) return [];
    const { peerflow, instanceId, reason = '', spent } = JSON.parse(payload);
    const boundMs = BOUND_OF[reason];
    const spentMs = spent[reason] ?? 0;
    return boundMs !== undefined && spentMs > boundMs + LATE_MS
      ? [
          `${peerflow} of ${instanceId} still waits after ${Math.round(spentMs / SECOND)} s of ${reason}`,
        ]
      : [];
  });

/** A wait of a request that waits alone, held against the table: it may be cut at its bound, and no more. */
const offTable = ({
  requestId,
  reason = '',
  tries,
  due,
  waitingSince,
  givenUp,
}: Item): string | undefined => {
  const row = TABLE[reason];
  if (!row || waitingSince === undefined || givenUp !== undefined) return undefined;
  const [firstS, factor, capS] = row;
  const usualMs = Math.min(firstS * factor ** Math.max(0, tries - 1), capS) * SECOND;
  const waitMs = due - waitingSince;
  return waitMs > usualMs * (1 + JITTER) + 1
    ? `${requestId} waits ${waitMs} ms for ${reason} at try ${tries}, ${usualMs} ms are usual`
    : undefined;
};

const offTableIn = (sim: Simulation): readonly string[] => {
  if (!sim.platform.options.idsHonoured) return [];
  return sim.record.tasks.flatMap(({ payload }) => {
    const { part, items } = partOf(payload);
    const [only, ...others] = items;
    // A further part is of a run that held others as well: an older one of an earlier part goes first, whenever it may.
    return only && others.length === 0 && part === 0 ? (offTable(only) ?? []) : [];
  });
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

/** Why an accepter, or a request in a task, was given up before the run that decided an event. */
const givenUpIn = (payload: string, requestId: string | undefined): Item['givenUp'] => {
  if (payload.includes('"peerflow":"accept"')) return JSON.parse(payload).givenUp;
  return partOf(payload).items.find((each) => each.requestId === requestId)?.givenUp;
};

/** What was waited for too long may pass yet: whoever reads that it failed may send it again. */
const unretryable = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    if (shortType(event) !== 'Failed' || mayBeSentAgain(event)) return [];
    const payload = sim.record.announced.get(event.id)?.run.payload ?? '';
    const { code, retryable } = givenUpIn(payload, requestIdOf(event)) ?? {};
    // The last look may have decided otherwise, and for good.
    const isWaitedOut = retryable === undefined && code === failureCodeOf(event);
    return isWaitedOut && code !== WRONG_STATUS
      ? [`${event.id} (${code}) was waited for, and may not be sent again`]
      : [];
  });

/** Of a status that passes, and of one that does not. */
const WRONG_STATUS = 'IncorrectStatus.VpcPeer';

/** After so long a watch of a delete that shows no effect is over: its bound, a look, and two clocks that differ. */
const DELETE_SHOWS_MS = MINUTE + 5 * SECOND + SKEW_MS;

/** It looks so often all the same: each look may come late. */
const LEAST_LOOKS_OF_DELETE = 12;

/** Watches of deletes that go on although the last look shows that the connection stays. */
const overlongWatches = (sim: Simulation): readonly string[] =>
  sim.record.tasks.flatMap(({ payload, at }) => {
    if (!payload.includes('"peerflow":"watch"') || !payload.includes('"action":"delete"'))
      return [];
    const { action, instanceId, since, looks, isLeaving, missing, troubles } = JSON.parse(payload);
    if (action !== 'delete' || isLeaving || missing || troubles) return [];
    return at - since > DELETE_SHOWS_MS && looks > LEAST_LOOKS_OF_DELETE
      ? [`the delete of ${instanceId} is watched ${Math.round((at - since) / SECOND)} s after it`]
      : [];
  });

/** What passes is waited for as long as its reason allows, and no longer. */
export const faultsOfWaits = (sim: Simulation, heard: Heard): readonly string[] => [
  ...sim.record.tasks.flatMap(({ payload }) =>
    partOf(payload).items.flatMap((item) => wrongWait(item) ?? []),
  ),
  ...endlessWaits(sim),
  ...offTableIn(sim),
  ...overlongWatches(sim),
  ...tooEarly(sim, heard),
  ...unretryable(sim, heard),
];
