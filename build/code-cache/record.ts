import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { REHEARSALS } from './rehearsals.ts';

const RECORDER = path.join(import.meta.dirname, 'record.cjs');

/** The major version of the functions' runtime: bytecode of any other would never be used. */
const RUNTIME = 20;

const isRuntime = (): boolean => Number(process.versions.node.split('.')[0]) === RUNTIME;

/**
 * Records the bytecode of a built function beside its chunks, by running it once. Functions without a
 * rehearsal, and builds on another Node.js than the functions run on, get none.
 */
export const recordBytecode = async (name: string, folder: string): Promise<void> => {
  const rehearsal = REHEARSALS[name];
  if (rehearsal === undefined || !isRuntime()) return;
  const args = [RECORDER, folder, JSON.stringify(rehearsal)];
  await promisify(execFile)(process.execPath, args, { env: { PATH: process.env.PATH ?? '' } });
};
