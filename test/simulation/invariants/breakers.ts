import type { FaultKind } from '../support/rules.ts';
import type { Simulation } from '../support/simulation.ts';
import type { SinkAttempt } from '../support/sinks.ts';
import { announcedAt, lastTry } from './tries.ts';

const SECOND = 1_000;
/** How long a sink that cannot be reached is left alone. */
const BREAKER_MS = 60 * SECOND;

const isOfDeliver = (payload: string): boolean => payload.includes('"peerflow":"deliver"');

const UNREACHABLE: ReadonlySet<FaultKind | undefined> = new Set([
  ...(['throttled', 'unavailable', 'reset', 'hang', 'lost'] as const),
]);

/** Whether an answer says that the sink cannot be reached, whatever the product makes of it. */
const isUnreachable = ({ result, fault }: SinkAttempt): boolean =>
  result !== 'lost' &&
  !result.ok &&
  (result.kind === 'unavailable' || (fault?.code === undefined && UNREACHABLE.has(fault?.kind)));

const isTaken = ({ result }: SinkAttempt): boolean => result !== 'lost' && result.ok;

interface Tries {
  /** The first call for each event, each time that a run announces it. */
  readonly first: readonly SinkAttempt[];
  /** The last one: what came of it opens or closes the breaker. */
  readonly last: readonly SinkAttempt[];
}

const keyOf = (sim: Simulation, each: SinkAttempt): string =>
  `${each.run.id} ${each.sink} ${each.eventId} ${announcedAt(sim, each)}`;

const triesOf = (sim: Simulation, attempts: readonly SinkAttempt[]): Tries => {
  const keyed = attempts.map((each) => [keyOf(sim, each), each] as const);
  return {
    first: [...new Map([...keyed].reverse()).values()],
    last: [...new Map(keyed).values()],
  };
};

/** Sinks that are asked by a process which has found, within the last minute, that they cannot be reached. */
const askedBehindBreakers = (sim: Simulation): readonly string[] => {
  const { first, last } = triesOf(sim, sim.sinks.attempts);
  // A run that dies before its quick retry has not found anything yet.
  const died = new Set(
    sim.platform.runs.filter((each) => each.failed !== undefined).map(({ id }) => id),
  );
  const failed = last.filter((each) => isUnreachable(each) && !died.has(each.run.id));
  if (failed.length === 0) return [];
  return first
    .filter(({ run }) => !isOfDeliver(run.payload))
    .flatMap(({ run, sink, eventId, at }) => {
      const isBefore = (each: SinkAttempt): boolean =>
        each.sink === sink &&
        each.run.instance === run.instance &&
        (each.endedAt ?? Number.POSITIVE_INFINITY) < at;
      const opening = failed.findLast(isBefore);
      const openedAt = opening?.endedAt ?? Number.NEGATIVE_INFINITY;
      const isClosed = sim.sinks.attempts.some(
        (each) =>
          each.sink === sink &&
          each.run.instance === run.instance &&
          isTaken(each) &&
          (each.endedAt ?? 0) >= openedAt &&
          (each.endedAt ?? 0) <= at,
      );
      return at >= openedAt + BREAKER_MS || isClosed
        ? []
        : [
            `${sink} was asked to take ${eventId} ${at - openedAt} ms after it could not be reached`,
          ];
    });
};

interface Lacking {
  readonly id: string;
  readonly tries: number;
  readonly due: number;
}

interface Deliver {
  readonly chain: string;
  readonly due: number;
  readonly redrivenAt?: number;
  readonly event: { readonly id: string };
  readonly sinks: readonly Lacking[];
}

/** A wait is spread by so much. */
const JITTER = 0.25;
const FIRST_MS = 30 * SECOND;
const CAP_MS = 3_600 * SECOND;

/** The longest that a sink waits after a try, or without one behind an open breaker. */
const longestWait = (sim: Simulation, tried: SinkAttempt | undefined, tries: number): number => {
  if (tried === undefined) return BREAKER_MS;
  const usualMs = Math.min(FIRST_MS * 2 ** (tries - 1), CAP_MS);
  return Math.max(usualMs * (1 + JITTER), sim.sinks.patienceOf(tried)) + SECOND;
};

/** Waits at sinks that count what was not tried, or that are longer than the table says. */
const wrongWaits = (sim: Simulation): readonly string[] =>
  sim.record.tasks.flatMap(({ payload, by, at }) => {
    if (!isOfDeliver(payload) || !by) return [];
    const task: Deliver = JSON.parse(payload);
    const before: Deliver | undefined = isOfDeliver(by.payload)
      ? JSON.parse(by.payload)
      : undefined;
    const isNext = before?.chain === task.chain;
    if (!isNext && task.redrivenAt !== undefined) return [];
    const eventId = task.event.id;
    const late = task.due > Math.min(...task.sinks.map(({ due }) => due));
    const waits = task.sinks.flatMap(({ id, tries, due }) => {
      const known = isNext ? before.sinks.find((each) => each.id === id) : undefined;
      const tried = lastTry(sim, { by, at }, id, eventId);
      if (!tried && tries > (known?.tries ?? 0))
        return [`${id} was not asked to take ${eventId}, which counts as try ${tries}`];
      if (known?.due === due || !sim.platform.options.idsHonoured) return [];
      const waitMs = due - at - by.instance.skewMs;
      const longestMs = longestWait(sim, tried, tries);
      return waitMs > longestMs
        ? [`${id} waits ${waitMs} ms for ${eventId}, ${longestMs} ms are the most`]
        : [];
    });
    return [...(late ? [`${eventId} comes after a sink of it is due`] : []), ...waits];
  });

/** An HTTP answer waits so long for the sinks of an event; the call itself takes a moment. */
const ANSWER_MS = SECOND + 200;

const isAnswering = (payload: string): boolean =>
  payload.includes('"rawPath"') && !payload.includes('"respond-async"');

/** HTTP callers who wait longer for a sink than it may hold them up. */
const heldUp = (sim: Simulation): readonly string[] => {
  const asked = sim.sinks.attempts.filter((it) => isAnswering(it.run.payload));
  const { first, last } = triesOf(sim, asked);
  const begun = new Map(first.map((each) => [keyOf(sim, each), each.at]));
  return last.flatMap((each) => {
    const { sink, eventId, at, endedAt = at } = each;
    const ms = endedAt - (begun.get(keyOf(sim, each)) ?? at);
    return ms > ANSWER_MS ? [`an HTTP answer waited ${ms} ms for ${sink} to take ${eventId}`] : [];
  });
};

/** Sinks that cannot be reached are left alone for a minute, and nobody waits for another one's sake. */
export const faultsOfBreakers = (sim: Simulation): readonly string[] => [
  ...askedBehindBreakers(sim),
  ...wrongWaits(sim),
  ...heldUp(sim),
];
