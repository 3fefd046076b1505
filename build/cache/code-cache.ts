import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Rehearsal } from './rehearsals.ts';

const CHILD = path.join(import.meta.dirname, 'rehearse.cjs');

/** As build/cache/index.cjs reads it. */
const HEADER_BYTES = 256;

const SETTINGS = { PEERFLOW_SINKS: 'eventbridge://rehearsal', PEERFLOW_LOG_LEVEL: 'error' };

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What a cache is good for, in the first bytes of its file. */
const headerFor = (source: Buffer, cache: Buffer): Buffer =>
  Buffer.from(
    [process.versions.v8, process.arch, sha256(source), sha256(cache)]
      .join(' ')
      .padEnd(HEADER_BYTES - 1)
      .concat('\n'),
  );

export interface Rehearsed {
  /** The file `main.cache`. */
  readonly cache: Buffer;
  /** What the handler answered to each event; an error as its text. */
  readonly answers: readonly unknown[];
}

/**
 * Runs the built function in a folder once, in a process of its own: functions that V8 compiles only when
 * they are called are then in the cache too. Rejects when the function cannot be loaded.
 */
export const rehearse = async (folder: string, rehearsal: Rehearsal): Promise<Rehearsed> => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'peerflow-rehearsal-'));
  const target = path.join(scratch, 'cache');
  try {
    const args = [CHILD, folder, JSON.stringify(rehearsal), target];
    const env = { PATH: process.env.PATH ?? '', ...SETTINGS };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const [source, cache] = await Promise.all([
      readFile(path.join(folder, 'main.js')),
      readFile(target),
    ]);
    const answers: readonly unknown[] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]');
    return { cache: Buffer.concat([headerFor(source, cache), cache]), answers };
  } finally {
    await rm(scratch, { recursive: true });
  }
};
