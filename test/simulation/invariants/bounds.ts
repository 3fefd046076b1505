import { requestIdOf } from '../support/record.ts';
import { MINUTE, type Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';
import { deliveriesOf, madeBy } from './made.ts';
import { UNWRITTEN } from './unwritten.ts';

/**
 * How many steps a chain may take in so many minutes. The waits of the backoff table and of the watch are a quarter
 * shorter at the least, and a wait for another reason begins where that was left.
 */
const MOST_STEPS: Readonly<Record<string, (minutes: number, items: number) => number>> = {
  // 26 looks in the first minute, then a twentieth of its age apart, then three quarters of an hour.
  watch: (minutes) => 30 + 21 * Math.log1p(minutes) + minutes / 45,
  // 1 s, 2 s, 4 s ... 60 s for what passes, for each of four reasons; behind a hub each has its turn.
  requests: (minutes, items) => 36 + 6 * items + minutes / 0.6,
  accept: (minutes) => 24 + minutes / 0.75,
  // Of each side, and a removal that waits for another one.
  routes: (minutes) => 52 + minutes / 0.75,
  // 30 s, 60 s ... an hour for each of three sinks, which are due at times of their own.
  deliver: (minutes) => 3 * (10 + minutes / 45),
};
/**
 * Of one request: a watch, a wait, routes, which a refused delete removes and puts back twice, and events that a sink
 * lacks, for each time that it is delivered.
 */
const CHAINS_OF_REQUEST = 12;
const CHAINS_OF_DELIVERY = 9;
/** A delete that is sent again removes and puts back anew: leases, guards, watches, conclusions, a last look. */
const CHAINS_OF_REPEATED_DELETE = 6;
/** The words of a connection's life, Adopted or Updated, Stalled in each status, Failed, routes. */
const EVENTS_OF_REQUEST = 12;
const EVENTS_OF_DELIVERY = 2;
/** Calls of the cloud and of sinks in one run, for each request that it works for: a look at a pair in two regions. */
const CALLS_OF_RUN = 8;
/** The router reads the tables of both sides, each once more where the answer is lost, and again while that fails. */
const CALLS_OF_READING_RUN = 88;
/** What single runs need beyond: events at three sinks with a retry each, tags in four calls, routes, looks in place. */
const CALLS_OF_REQUEST = 160;

interface Chain {
  readonly kind: string;
  readonly name: string;
  steps: number;
  readonly from: number;
  to: number;
  readonly requestIds: ReadonlySet<string>;
}

const HEADER =
  /"peerflow":"([a-z]+)","version":\d+,"chain":"([0-9a-f]{32})","step":(\d+),"part":(\d+)/;

const chainsOf = (sim: Simulation): readonly Chain[] => {
  const chains = new Map<string, Chain>();
  const ofPersons = new Set<string>();
  for (const { payload, at, requestIds, by } of sim.record.tasks) {
    // What comes back from the queue of failed tasks is begun anew at each tick until the queue takes it.
    if (payload.includes('"redriven":')) continue;
    const [, kind = '', chain = '', step = '', part = ''] = HEADER.exec(payload) ?? [];
    // No run has enqueued it: a person gave back what was parked.
    if (by === undefined) ofPersons.add(chain);
    if (ofPersons.has(chain)) continue;
    const name = `${kind} ${chain} ${part}`;
    const known = chains.get(name);
    const steps = Math.max(known?.steps ?? 0, Number(step) + 1);
    if (known) Object.assign(known, { steps, to: at });
    else chains.set(name, { kind, name, steps, from: at, to: at, requestIds: new Set(requestIds) });
  }
  return [...chains.values()];
};

const tooLong = (chains: readonly Chain[]): readonly string[] =>
  chains.flatMap(({ kind, name, steps, from, to, requestIds }) => {
    const most =
      MOST_STEPS[kind]?.((to - from) / MINUTE, requestIds.size) ?? Number.POSITIVE_INFINITY;
    return steps > most
      ? [`the chain ${name} took ${steps} steps in ${Math.round((to - from) / 1000)} s`]
      : [];
  });

/** Each process tells once more what could not be written down, and a sink that is still down lacks it again. */
const toldAnew = (sim: Simulation, requestId: string): number => {
  const made = madeBy(sim, requestId).map(({ instanceId }) => instanceId);
  return sim.record.lines.filter(
    ({ msg, fields }) => msg === UNWRITTEN && made.includes(String(fields.instanceId)),
  ).length;
};

const tooMuch = (
  sim: Simulation,
  heard: Heard,
  chains: readonly Chain[],
  requestId: string,
): readonly string[] => {
  const runs = sim.platform.runs.filter(({ requestIds }) => requestIds.includes(requestId));
  const deliveries = deliveriesOf(sim, requestId);
  // Its repetition finds the same to tell, and a sink that is still down.
  const died = runs.filter(({ failed }) => failed !== undefined).length;
  const begun = chains.filter(({ requestIds }) => requestIds.has(requestId)).length;
  const calls = runs.reduce((sum, run) => sum + run.calls, 0);
  const isDelete = sim.asks.some((ask) => ask.requestId === requestId && ask.action === 'delete');
  // A task that the platform runs twice is as good as another delivery.
  const repeated = sim.platform.repeated.filter(
    (payload) =>
      payload.includes('"peerflow":"requests"') && payload.includes(`"requestId":"${requestId}"`),
  ).length;
  const mostChains =
    CHAINS_OF_REQUEST +
    CHAINS_OF_DELIVERY * (deliveries + repeated) +
    (isDelete ? CHAINS_OF_REPEATED_DELETE * (deliveries - 1 + repeated) : 0);
  const mostCalls = runs.reduce((sum, { requestIds, functionName }) => {
    const isReading = isDelete || functionName.endsWith('-router');
    return sum + requestIds.length * (isReading ? CALLS_OF_READING_RUN : CALLS_OF_RUN);
  }, 0);
  const events = heard.all.filter((event) => requestIdOf(event) === requestId).length;
  const rows = [
    ['chains', begun, mostChains + died + toldAnew(sim, requestId)],
    ['events', events, EVENTS_OF_REQUEST + EVENTS_OF_DELIVERY * deliveries],
    ['calls', calls, CALLS_OF_REQUEST + mostCalls],
  ] as const;
  return rows
    .filter(([, count, most]) => count > most)
    .map(([what, count, most]) => `${requestId} took ${count} ${what}, of ${most} at most`);
};

/**
 * Runs, calls and events of each request are bounded: its chains are few, their steps become ever rarer, and a run
 * makes few calls. Where task ids or delays are ignored, duplicates multiply chains and early runs come in between;
 * there only the number of all runs is bounded.
 */
export const faultsOfBounds = (sim: Simulation, heard: Heard): readonly string[] => {
  const { idsHonoured, delaysHonoured } = sim.platform.options;
  if (!idsHonoured || !delaysHonoured) return [];
  // Each look for drift tells the same once more, and a sink that is out for hours lacks it each time.
  if (sim.settings.drift !== 'off') return [];
  const chains = chainsOf(sim);
  const requestIds = new Set(sim.asks.map((ask) => ask.requestId));
  return [
    ...tooLong(chains),
    ...[...requestIds].flatMap((requestId) => tooMuch(sim, heard, chains, requestId)),
  ];
};
