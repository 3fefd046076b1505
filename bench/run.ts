import { spawn } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { ACCOUNT, REGION } from './cloud.ts';
import { type Confinement, confine, type Limits } from './limits.ts';

const CHILD = path.join(import.meta.dirname, 'children/invoke.cjs');

const CREDENTIALS = {
  accessKeyId: 'STS.bench',
  accessKeySecret: 'none',
  securityToken: 'none',
};

/** What a measured process does. */
export interface Work {
  /** A module with a `handler`; without, the process answers at once. */
  readonly module?: string;
  /** The last word of the function's name. */
  readonly function?: string;
  /** What is handed to the handler, or how many queue messages. */
  readonly event?: object | number;
  /** Seconds that the invocation may take. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: readonly string[];
}

const measured = v.object({
  /** Milliseconds of CPU from the start of the process to its answer. */
  cpu: v.number(),
  /** Most memory that it had, MB. */
  rss: v.number(),
  answer: v.unknown(),
});

export interface Run extends v.InferOutput<typeof measured> {
  /** Milliseconds from the spawn to the answer. */
  readonly wall: number;
}

/** The environment of the caller stays outside: NODE_EXTRA_CA_CERTS alone costs 40 ms of CPU. */
const environment = ({ env }: Work) => ({
  PATH: process.env.PATH ?? '',
  PEERFLOW_SINKS: 'eventbridge://bench',
  PEERFLOW_LOG_LEVEL: 'error',
  ...env,
});

const taskOf = ({ module, function: name = 'request', event, timeout = 60 }: Work) => ({
  module,
  event,
  context: {
    requestId: 'bench',
    region: REGION,
    accountId: ACCOUNT,
    credentials: CREDENTIALS,
    function: { name: `peerflow-${name}`, timeout },
  },
});

const spawnIn = (confinement: Confinement | undefined, work: Work) => {
  const words = [process.execPath, ...(work.node ?? []), CHILD, JSON.stringify(taskOf(work))];
  const env = environment(work);
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return spawn('/bin/sh', ['-c', `${confinement?.prefix ?? ''}exec "$@"`, 'sh', ...words], {
    env,
    stdio,
  });
};

/** Runs a process to its answer. Rejects when it gives none. */
export const run = (work: Work, limits?: Limits): Promise<Run> =>
  new Promise((resolve, reject) => {
    const confinement = limits && confine(limits);
    const startedAt = performance.now();
    const child = spawnIn(confinement, work);
    const release = confinement?.watch(child.pid ?? 0);
    let wall = Number.NaN;
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      wall = performance.now() - startedAt;
      out += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      release?.();
      confinement?.close();
      const line = out.trim().split('\n').at(-1);
      if (code !== 0 || !line) return reject(new Error(`A measured process ended with ${code}`));
      resolve({ ...v.parse(measured, JSON.parse(line)), wall });
    });
  });

export interface Spread {
  readonly min: number;
  readonly median: number;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    min: tenths(sorted[0] ?? Number.NaN),
    median: tenths(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
  };
};

/** Runs the variants in turn, so that what the machine does meanwhile meets all of them alike. */
export const alternate = async <Name extends string>(
  variants: Readonly<Record<Name, () => Promise<Run>>>,
  rounds: number,
): Promise<ReadonlyMap<string, readonly Run[]>> => {
  const runs = new Map<string, Run[]>(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, measure] of Object.entries<() => Promise<Run>>(variants))
      runs.get(name)?.push(await measure());
  return runs;
};
