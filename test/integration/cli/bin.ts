import { execFile } from 'node:child_process';
import path from 'node:path';

export const BIN = path.resolve(import.meta.dirname, '../../../cli/bin.js');

export interface BinResult {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program as a shell would, with nothing of this process's environment but its PATH. */
export const runBin = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<BinResult> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [BIN, ...args],
      { env: { PATH: process.env.PATH ?? '', ...env } },
      (_error, out, err) => resolve({ exit: child.exitCode ?? -1, out, err }),
    );
  });
