import { couple, fleet } from '../test/budget/fleet.ts';
import { simulate } from '../test/simulation/support/simulation.ts';

export interface Detection {
  readonly schedule: string;
  readonly activation: string;
  /** Seconds from Activated until the event is out; for other schedules until a look has seen it. */
  readonly meanLag: number;
  readonly p90Lag: number;
  readonly meanQueries: number;
}

interface Observation {
  /** Milliseconds. */
  readonly lag: number;
  readonly queries: number;
}

/** How one connection that takes `activationMs` is found out. */
type Watcher = (activationMs: number, seed: number) => Promise<Observation> | Observation;

/** Longer than any pause between looks. */
const GIVE_UP_MS = 600_000;

/** Peerflow itself under a virtual clock: its functions, the sandbox's cloud, calls of 20 to 100 ms. */
const peerflow: Watcher = async (activationMs, seed) => {
  const sim = simulate({ seed, vpcs: fleet(2), timings: { creatingMs: activationMs } });
  let activatedAt = Number.NaN;
  sim.world.onChange((it) => {
    if (it.status === 'Activated') activatedAt = it.gmtModified;
  });
  void sim.sources.message(couple(0));
  const announced = () =>
    sim.sinks.deliveries.find(({ event }) => event.type === 'peerflow:Connection:Activated');
  await sim.liveUntil(() => announced() !== undefined, activationMs + GIVE_UP_MS);
  const told = announced();
  if (!told) throw new Error(`an activation after ${activationMs} ms was never told`);
  return {
    lag: told.at - activatedAt,
    queries: sim.record.called('api:GetVpcPeerConnectionAttribute'),
  };
};

/** Looks at these times, in ms since the create; what a look costs is left out. */
const looking =
  (times: () => Iterable<number>): Watcher =>
  (activationMs) => {
    let queries = 0;
    for (const at of times()) {
      queries += 1;
      if (at >= activationMs) return { lag: at - activationMs, queries };
    }
    throw new Error('a schedule ended');
  };

/** Looks at 5, 8, 14, 24, 34 s and so on: the plugin SDK's StateChangeConf with the provider's settings. */
const terraform = function* () {
  let at = 5_000;
  let wait = 100;
  for (;;) {
    yield at;
    wait = Math.min(Math.max(wait * 2, 3_000), 10_000);
    at += wait;
  }
};

const every = (ms: number) =>
  function* () {
    for (let at = ms; ; at += ms) yield at;
  };

const WATCHERS: Readonly<Record<string, Watcher>> = {
  Peerflow: peerflow,
  Terraform: looking(terraform),
  'every 1 s': looking(every(1_000)),
  'every 15 s': looking(every(15_000)),
};

const SPANS = [
  { activation: '1 to 10 s', from: 1_000, to: 10_000, runs: 1_000 },
  { activation: '5 to 40 s', from: 5_000, to: 40_000, runs: 1_000 },
  { activation: '1 to 10 min', from: 60_000, to: 600_000, runs: 200 },
] as const;

const round = (value: number): number => Math.round(value * 100) / 100;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const summary = (seen: readonly Observation[]) => {
  const lags = seen.map(({ lag }) => lag).sort((a, b) => a - b);
  return {
    meanLag: round(mean(lags) / 1000),
    p90Lag: round((lags[Math.floor(lags.length * 0.9)] ?? 0) / 1000),
    meanQueries: round(mean(seen.map(({ queries }) => queries))),
  };
};

/** Activation times spread evenly over a span, the same for every schedule. */
const timesOf = ({ from, to, runs }: (typeof SPANS)[number]): readonly number[] =>
  Array.from({ length: runs }, (_, run) => Math.round(from + ((to - from) * (run + 0.5)) / runs));

/** Detection lag and status queries per connection, over activation times, against other schedules. */
export const measureDetection = async (): Promise<readonly Detection[]> => {
  const rows: Detection[] = [];
  for (const span of SPANS)
    for (const [schedule, watch] of Object.entries(WATCHERS)) {
      const seen: Observation[] = [];
      for (const [run, time] of timesOf(span).entries()) seen.push(await watch(time, run + 1));
      rows.push({ schedule, activation: span.activation, ...summary(seen) });
    }
  return rows;
};
