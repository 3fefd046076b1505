import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Detection } from './detection.ts';
import type { HubResult } from './hub.ts';
import type { LoadResult } from './loading.ts';
import type { Spread } from './spawn.ts';

export interface Results {
  readonly loading: readonly LoadResult[];
  readonly coldStart: Readonly<Record<string, Spread>>;
  readonly detection: readonly Detection[];
  readonly hubOneBatch: HubResult;
  readonly hubFourBatches: HubResult;
}

const README = path.resolve(import.meta.dirname, '../README.md');
const MARKS = ['<!-- bench -->', '<!-- /bench -->'] as const;

const ofSpread = ({ median, p10, p90 }: Spread): string => `${median} (${p10} to ${p90})`;

const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The results as the tables that the README shows. */
export const tablesOf = (results: Results): string =>
  [
    table(
      ['function', '`index.js`, KB', 'folder, KB', 'load, ms', 'memory over bare Node, MB'],
      results.loading.map((each) => [
        each.name,
        each.indexKb,
        each.folderKb,
        ofSpread(each.loadMs),
        ofSpread(each.loadMb),
      ]),
    ),
    table(
      ['process spawn to first answer', 'ms'],
      Object.entries(results.coldStart).map(([name, spread]) => [name, ofSpread(spread)]),
    ),
    table(
      ['activation takes', 'schedule', 'lag, s (mean, p90)', 'status queries'],
      results.detection.map((each) => [
        each.activation,
        each.schedule,
        `${each.meanLag}, ${each.p90Lag}`,
        each.meanQueries,
      ]),
    ),
    table(
      ['hub', 'create calls each', 'list calls each', 's'],
      [results.hubOneBatch, results.hubFourBatches].map((each) => [
        `${each.spokes} spokes in ${each.batches} ${each.batches === 1 ? 'batch' : 'batches at once'}`,
        each.createCallsPerConnection,
        each.listCallsPerConnection,
        each.seconds,
      ]),
    ),
  ].join('\n\n');

/** Puts the tables between the marks in the README. Throws when the marks are gone. */
export const writeTables = async (results: Results): Promise<void> => {
  const text = await readFile(README, 'utf8');
  const from = text.indexOf(MARKS[0]);
  const to = text.indexOf(MARKS[1]);
  if (from < 0 || to < from) throw new Error('README.md has no marks for the bench tables');
  const before = text.slice(0, from + MARKS[0].length);
  await writeFile(README, `${before}\n\n${tablesOf(results)}\n\n${text.slice(to)}`);
};
