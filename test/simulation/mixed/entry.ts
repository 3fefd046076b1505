import { parentPort, workerData } from 'node:worker_threads';
import { runRequests } from '../requests/run.ts';
import { runPlan } from './run.ts';
import { scenarios } from './scenarios.ts';
import { shrink } from './shrink.ts';
import { traceOf } from './trace.ts';

/** What a worker is told to do. */
export interface Job {
  readonly scenario: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Ends at the first seed with faults. */
  readonly isFirstEnough: boolean;
  readonly wantsTrace: boolean;
  readonly wantsShrunk: boolean;
}

/** What a worker reports of a seed. */
export interface Report {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly prices: readonly string[];
  /** What happened, in a form that two runs of one seed have in common. */
  readonly digest: string;
  readonly runs: number;
  readonly ms: number;
  readonly shrunk?: string;
  readonly trace?: string;
}

const runSeed = async (job: Job, seed: number): Promise<Report> => {
  const plan = scenarios[job.scenario]?.(seed);
  if (!plan && job.scenario !== 'requests')
    throw new Error(`There is no scenario ${job.scenario}.`);
  const startedAt = process.cpuUsage().user;
  const { faults, prices, digest, sim } = await (plan ? runPlan(plan) : runRequests(seed));
  const ms = Math.round((process.cpuUsage().user - startedAt) / 1000);
  const about = { seed, faults, prices, digest, ms, runs: sim.platform.runs.length };
  if (!plan || faults.length === 0 || !job.wantsShrunk)
    return { ...about, ...(job.wantsTrace ? { trace: traceOf(sim) } : {}) };
  const small = await shrink(plan);
  const again = await runPlan(small);
  return {
    ...about,
    shrunk: JSON.stringify(small, null, 1),
    trace: `${again.faults.join('\n')}\n${traceOf(again.sim)}`,
  };
};

const work = async (job: Job): Promise<void> => {
  for (let seed = job.from; seed <= job.to; seed += job.step) {
    const report = await runSeed(job, seed);
    parentPort?.postMessage(report);
    if (job.isFirstEnough && report.faults.length > 0) break;
  }
  process.exit(0);
};

const isJob = (value: unknown): value is Job =>
  typeof value === 'object' && value !== null && 'scenario' in value;

if (parentPort && isJob(workerData)) {
  // Thousands of errors are answers here: what they say counts, not where they were made.
  Error.stackTraceLimit = 0;
  await work(workerData);
}
