import { spawnSync } from 'node:child_process';

export interface Spread {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export const spreadOf = (values: readonly number[], digits = 1): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const round = (value: number) => Math.round(value * 10 ** digits) / 10 ** digits;
  return {
    median: round(at(sorted, 0.5)),
    p10: round(at(sorted, 0.1)),
    p90: round(at(sorted, 0.9)),
  };
};

/** Runs a snippet in a fresh Node.js and returns the JSON of its last line. Throws when it fails. */
export const inFreshNode = (code: string, env: Readonly<Record<string, string>> = {}): unknown => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  if (status !== 0) throw new Error(`a measured process failed: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
};

/** Runs the variants in turn, so that what the machine does meanwhile meets all of them alike. */
export const alternate = <T>(
  variants: Readonly<Record<string, () => T>>,
  rounds: number,
): Readonly<Record<string, readonly T[]>> => {
  const names = Object.keys(variants);
  const results: Record<string, T[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(variants)) results[name]?.push(run());
  return results;
};
