import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { Rehearsal } from './rehearsals.ts';

const RECORDER = path.join(import.meta.dirname, 'record.cjs');

const names = v.array(v.string());

/**
 * Runs a built function once in a process of its own and leaves the bytecode of its packs beside them.
 * Resolves with the packs that were opened; rejects with what the function failed on.
 */
export const rehearse = async (
  folder: string,
  rehearsal: Rehearsal,
): Promise<readonly string[]> => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'peerflow-rehearsal-'));
  const list = path.join(scratch, 'packs.json');
  try {
    const args = [RECORDER, folder, JSON.stringify(rehearsal), list];
    await promisify(execFile)(process.execPath, args, { env: { PATH: process.env.PATH ?? '' } });
    return v.parse(names, JSON.parse(await readFile(list, 'utf8')));
  } finally {
    await rm(scratch, { recursive: true });
  }
};
