import { parseArgs } from 'node:util';
import { bundle, startWorker } from './bundle.ts';
import { measureLoad } from './load/cli.ts';
import type { Job, Report } from './mixed/entry.ts';
import { selfCheck } from './self-check/self-check.ts';

const HELP = `npm run simulate -- [options]
  --seeds FROM..TO   which seeds (default 1..200; 1..1000 with --self-check)
  --scenario NAME    mixed, sweeping, routes, calm or requests (default mixed)
  --self-check       plant faults into the engine, one at a time: each must be found
  --only NAME        the faults, or the loads, whose name contains this
  --load             hours of overload, and a day with a dead sink and 10 000 connections; --seeds N draws another day
  --shrink           look for a smaller script with the same fault
  --trace            print what happened, event by event
  --twice            run all seeds again: every run must repeat exactly
  --jobs N           worker threads (default 2)
  --verbose          a line per seed`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    scenario: { type: 'string', default: 'mixed' },
    'self-check': { type: 'boolean', default: false },
    load: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
  },
});

if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const seeds = values.seeds ?? (values['self-check'] ? '1..1000' : '1..200');
const [from = 1, to = from] = seeds.split('..').map(Number);
const jobs = Math.max(1, Number(values.jobs));

const runJob = (file: string, job: Job, onReport: (report: Report) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = startWorker(file, job);
    worker.on('message', onReport);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });

/** Runs seeds on all workers; reports come as they end. */
const runSeeds = async (file: string, more: Partial<Job>): Promise<readonly Report[]> => {
  const reports: Report[] = [];
  const job = {
    scenario: values.scenario,
    to,
    step: jobs,
    isFirstEnough: false,
    wantsTrace: values.trace,
    wantsShrunk: values.shrink,
    ...more,
  };
  const starts = Array.from({ length: jobs }, (_, index) => from + index);
  await Promise.all(
    starts.map((start) =>
      runJob(file, { ...job, from: start }, (report) => {
        reports.push(report);
        show(report);
      }),
    ),
  );
  return reports.sort((a, b) => a.seed - b.seed);
};

const show = ({ seed, faults, shrunk, trace, runs, ms }: Report): void => {
  if (values.verbose) console.log(`seed ${seed}: ${runs} invocations, ${ms} ms`);
  if (trace !== undefined && (faults.length > 0 || values.trace)) console.log(trace);
  if (faults.length === 0) return;
  console.log(`seed ${seed} of ${values.scenario}:`);
  for (const fault of faults) console.log(`  ${fault}`);
  console.log(
    `  again: npm run simulate -- --scenario ${values.scenario} --seeds ${seed}..${seed} --shrink --trace`,
  );
  if (shrunk !== undefined) console.log(`  shrunk to: ${shrunk}`);
};

/** Known prices that were paid: how often, and by which seeds. */
const showPrices = (reports: readonly Report[]): void => {
  const seedsOf = new Map<string, number[]>();
  for (const { seed, prices } of reports)
    for (const price of prices) seedsOf.set(price, [...(seedsOf.get(price) ?? []), seed]);
  for (const [price, seeds] of [...seedsOf].sort(([, a], [, b]) => b.length - a.length)) {
    const shown = values.verbose ? [...new Set(seeds)] : seeds.slice(0, 3);
    console.log(`  ${seeds.length} x a Failed beside a fact: ${price} (seeds ${shown.join(', ')})`);
  }
};

const simulateSeeds = async (): Promise<number> => {
  const file = await bundle('simulate');
  const startedAt = performance.now();
  const reports = await runSeeds(file, {});
  const seconds = (performance.now() - startedAt) / 1000;
  const failed = reports.filter(({ faults }) => faults.length > 0);
  console.log(
    `${reports.length} seeds of ${values.scenario} in ${seconds.toFixed(1)} s (${(reports.length / seconds).toFixed(1)} a second): ${failed.length} with faults`,
  );
  showPrices(reports);
  if (!values.twice) return failed.length;
  const again = await runSeeds(file, { wantsShrunk: false });
  const differing = reports.filter(({ digest }, at) => digest !== again[at]?.digest);
  console.log(`run twice: ${differing.length} seeds differ`);
  return failed.length + differing.length;
};

const run = (): Promise<number> => {
  if (values.load) return measureLoad(from, values.only);
  return values['self-check'] ? selfCheck({ from, to, only: values.only }) : simulateSeeds();
};

const failures = await run();
process.exit(failures === 0 ? 0 : 1);
