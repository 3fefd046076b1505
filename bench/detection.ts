import { nextLookIn } from '../lib/peering/watch/schedule.ts';

/** Milliseconds from the create to look number `look` (0-based), and so on. */
type Schedule = (random: () => number) => Generator<number>;

export interface Detection {
  readonly schedule: string;
  readonly activation: string;
  /** Seconds from Activated until it is seen. */
  readonly meanLag: number;
  readonly p90Lag: number;
  readonly meanQueries: number;
}

const peerflow: Schedule = function* (random) {
  let at = Math.max(1_000, nextLookIn(0, random));
  for (let step = 1; ; step++) {
    yield at;
    at += nextLookIn(step, random);
  }
};

/** Looks at 5, 8, 14, 24, 34 s and so on: the plugin SDK's StateChangeConf with the provider's settings. */
const terraform: Schedule = function* () {
  let at = 5_000;
  let wait = 100;
  for (;;) {
    yield at;
    wait = Math.min(Math.max(wait * 2, 3_000), 10_000);
    at += wait;
  }
};

const fixed = (ms: number): Schedule =>
  function* () {
    for (let at = ms; ; at += ms) yield at;
  };

const SCHEDULES: Readonly<Record<string, Schedule>> = {
  Peerflow: peerflow,
  Terraform: terraform,
  'every 1 s': fixed(1_000),
  'every 15 s': fixed(15_000),
};

const SPANS: readonly (readonly [string, number, number])[] = [
  ['1 to 10 s', 1_000, 10_000],
  ['5 to 40 s', 5_000, 40_000],
  ['1 to 10 min', 60_000, 600_000],
];

/** Park and Miller's generator: the same numbers in every run. */
const seeded = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

const RUNS = 20_000;

const simulate = (schedule: Schedule, from: number, to: number) => {
  const random = seeded(42);
  const lags: number[] = [];
  let queries = 0;
  for (let run = 0; run < RUNS; run++) {
    const activatedAt = from + (to - from) * random();
    for (const at of schedule(random)) {
      queries += 1;
      if (at < activatedAt) continue;
      lags.push(at - activatedAt);
      break;
    }
  }
  lags.sort((a, b) => a - b);
  const mean = lags.reduce((sum, lag) => sum + lag, 0) / RUNS;
  return { mean, p90: lags[Math.floor(RUNS * 0.9)] ?? 0, queries: queries / RUNS };
};

const round = (value: number): number => Math.round(value * 100) / 100;

/** Detection lag and status queries per connection, over activation times, against other schedules. */
export const measureDetection = (): readonly Detection[] =>
  SPANS.flatMap(([activation, from, to]) =>
    Object.entries(SCHEDULES).map(([schedule, looks]) => {
      const { mean, p90, queries } = simulate(looks, from, to);
      return {
        schedule,
        activation,
        meanLag: round(mean / 1000),
        p90Lag: round(p90 / 1000),
        meanQueries: round(queries),
      };
    }),
  );
