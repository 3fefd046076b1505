import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BatchResult } from './batch.ts';
import type { CostResult } from './cost.ts';
import type { Detection } from './detection.ts';
import type { HubResult } from './hub.ts';
import type { LoadResult } from './loading.ts';
import type { Spread } from './spawn.ts';
import type { SweepResult } from './sweep-in-process.ts';
import type { WarmResult } from './warm.ts';

export interface Results {
  readonly loading: readonly LoadResult[];
  readonly coldStart: Readonly<Record<string, Spread>>;
  readonly warm: WarmResult;
  readonly sweep: readonly SweepResult[];
  readonly batch: BatchResult;
  readonly hubs: readonly HubResult[];
  readonly detection: readonly Detection[];
  readonly cost: readonly CostResult[];
}

const README = path.resolve(import.meta.dirname, '../README.md');
const MARKS = ['<!-- bench -->', '<!-- /bench -->'] as const;

const spread = ({ median, p10, p90 }: Spread): string => `${median} (${p10} to ${p90})`;

const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const times = (value: number, base: number): string => `${Math.round((value / base) * 100) / 100}`;

const loading = ({ loading: rows }: Results): string =>
  table(
    ['function', '`index.js`, KB', 'folder, KB', 'load, ms', 'memory over bare Node, MB'],
    rows.map((row) => [
      row.name,
      row.indexKb,
      row.folderKb,
      spread(row.loadMs),
      spread(row.loadMb),
    ]),
  );

const coldStart = ({ coldStart: variants }: Results): string => {
  const base = variants['do nothing']?.median ?? 1;
  return table(
    ['process spawn to answer', 'ms', 'times doing nothing'],
    Object.entries(variants).map(([name, it]) => [name, spread(it), times(it.median, base)]),
  );
};

const warm = ({ warm: { msPerRequest, perSecond, overheadPercent } }: Results): string =>
  [
    table(
      ['creates on a warm instance', 'requests a second', 'ms each'],
      (['Peerflow', 'bare calls'] as const).map((name) => [
        name,
        perSecond[name],
        spread(msPerRequest[name]),
      ]),
    ),
    `Peerflow adds ${overheadPercent} % to its calls.`,
  ].join('\n\n');

const sweep = ({ sweep: rows }: Results): string =>
  table(
    ['a sweep of', 'list calls', 'other calls', 's', 'memory at the peak, MB', 'through'],
    rows.map((row) => [
      `${row.connections} connections`,
      row.listCalls,
      row.otherCalls,
      row.seconds,
      row.peakMb,
      row.where,
    ]),
  );

const batch = ({ batch: it }: Results): string =>
  table(
    ['one batch of', 'payload, MB', 'connections', 'create calls', 's', 'memory at the peak, MB'],
    [[`${it.messages} messages`, it.eventMb, it.created, it.createCalls, it.seconds, it.peakMb]],
  );

const hubs = ({ hubs: rows }: Results): string =>
  table(
    ['a hub', 'create calls each', 'list calls each', 's'],
    rows.map((row) => [
      `${row.spokes} spokes in ${row.batches} ${row.batches === 1 ? 'batch' : 'batches at once'}`,
      row.createCallsPerConnection,
      row.listCallsPerConnection,
      row.seconds,
    ]),
  );

const detection = ({ detection: rows }: Results): string =>
  table(
    ['activation takes', 'schedule', 'lag, s (mean, p90)', 'status queries'],
    rows.map((row) => [
      row.activation,
      row.schedule,
      `${row.meanLag}, ${row.p90Lag}`,
      row.meanQueries,
    ]),
  );

const cost = ({ cost: rows }: Results): string =>
  table(
    ['activation takes', 'invocations', 'billed s', 'CU', 'CU if one function slept instead'],
    rows.map((row) => [
      `${row.activation} s`,
      row.invocations,
      row.billedSeconds,
      row.cu,
      row.sleepingCu,
    ]),
  );

const TABLES = [loading, coldStart, warm, sweep, batch, hubs, detection, cost];

/** The results as the tables that the README shows. */
export const tablesOf = (results: Results): string =>
  TABLES.map((make) => make(results)).join('\n\n');

/** Puts the tables between the marks in the README. Throws when the marks are gone. */
export const writeTables = async (results: Results): Promise<void> => {
  const text = await readFile(README, 'utf8');
  const from = text.indexOf(MARKS[0]);
  const to = text.indexOf(MARKS[1]);
  if (from < 0 || to < from) throw new Error('README.md has no marks for the bench tables');
  const before = text.slice(0, from + MARKS[0].length);
  await writeFile(README, `${before}\n\n${tablesOf(results)}\n\n${text.slice(to)}`);
};
