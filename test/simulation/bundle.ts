import { mkdir } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';
import type { Job } from './mixed/entry.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const OUT = `${ROOT}.tmp/simulate`;

/**
 * Bundles the simulation into one file: quick to load, and its lazy imports resolve without reading a file, so
 * that no time passes which the virtual clock does not know of.
 *
 * @returns the path of the file
 */
export const bundle = async (name: string, plugins: readonly Plugin[] = []): Promise<string> => {
  await mkdir(OUT, { recursive: true });
  const outfile = `${OUT}/${name}.mjs`;
  await build({
    entryPoints: [`${ROOT}test/simulation/mixed/entry.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
    plugins: [...plugins],
  });
  return outfile;
};

/** A worker that runs the seeds of a job. The bundle is plain JavaScript: no loader has to look at what it imports. */
export const startWorker = (file: string, workerData: Job): Worker =>
  new Worker(file, { workerData, execArgv: [] });
