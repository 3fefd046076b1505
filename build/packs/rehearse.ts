import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Rehearsal } from './rehearsals.ts';

const RECORDER = path.join(import.meta.dirname, 'record.cjs');

/**
 * Runs a built function once, in a process of its own. Resolves with the packs that were opened and
 * their bytecode; rejects with what the function failed on.
 */
export const rehearse = async (
  folder: string,
  rehearsal: Rehearsal,
): Promise<ReadonlyMap<string, Buffer>> => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'peerflow-rehearsal-'));
  try {
    const args = [RECORDER, folder, JSON.stringify(rehearsal), scratch];
    await promisify(execFile)(process.execPath, args, { env: { PATH: process.env.PATH ?? '' } });
    const bytecode = new Map<string, Buffer>();
    for (const pack of await readdir(scratch))
      bytecode.set(pack, await readFile(path.join(scratch, pack)));
    return bytecode;
  } finally {
    await rm(scratch, { recursive: true });
  }
};
