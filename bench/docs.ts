import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../build/bundle.ts';
import type { Sizes } from '../build/outputs/sizes.ts';
import { BARE, CORE_ALONE, type ColdResult, HTTP_ALONE, OURS } from './cold.ts';
import type { Detection } from './detection.ts';
import type { LoadResult } from './load.ts';
import type { Spread } from './run.ts';
import type { SinkResult } from './sink.ts';

export interface Results {
  /** What it was measured on. */
  readonly machine?: string;
  readonly cold?: readonly ColdResult[];
  /** Of the folders, by function. */
  readonly sizes?: Readonly<Record<string, Sizes>>;
  readonly tenth?: { readonly how: string; readonly rows: readonly ColdResult[] };
  readonly load?: { readonly how: string; readonly rows: readonly LoadResult[] };
  readonly sinks?: readonly SinkResult[];
  readonly detection?: readonly Detection[];
}

const PAGE = path.join(ROOT, 'docs/benchmarks.md');

const table = (head: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const spread = ({ min, median }: Spread): string => `${min}, ${median}`;

const ratio = (value: number, base: number): string => (value / base).toFixed(2);

const cpuOf = (rows: readonly ColdResult[], wanted: string): number =>
  rows.find(({ variant }) => variant === wanted)?.cpuMs.min ?? Number.NaN;

const memoryOf = (rows: readonly ColdResult[], wanted: string): number =>
  rows.find(({ variant }) => variant === wanted)?.rssMb.median ?? Number.NaN;

const coldTable = (rows: readonly ColdResult[]): string =>
  table(
    ['', 'CPU, ms', 'times bare Node.js', 'times node:http alone', 'wall, ms', 'memory, MB'],
    rows.map((row) => [
      row.variant,
      spread(row.cpuMs),
      ratio(row.cpuMs.min, cpuOf(rows, BARE)),
      ratio(row.cpuMs.min, cpuOf(rows, HTTP_ALONE)),
      spread(row.wallMs),
      row.rssMb.median,
    ]),
  );

/** Memory above bare Node.js that was aimed at. */
const AIM_MB = 8;

/** What no change of Peerflow can go below, in the figures of the table. */
const floorsIn = (rows: readonly ColdResult[]): string => {
  const times = (variant: string): string => ratio(cpuOf(rows, variant), cpuOf(rows, BARE));
  const above = (variant: string): string =>
    (memoryOf(rows, variant) - memoryOf(rows, BARE)).toFixed(1);
  return `No program that makes these calls is below the second row: ${times(HTTP_ALONE)} times bare Node.js and ${above(HTTP_ALONE)} MB more, for loading and
compiling node:http, node:net and node:crypto. On the official core it is ${times(CORE_ALONE)} times and ${above(CORE_ALONE)} MB more. Peerflow is at
${times(OURS)} times and ${above(OURS)} MB more. The aim of 1.9 times leaves next to nothing above node:http and is out of reach while
official SDKs make the calls; the aim of ${AIM_MB} MB more is ${Number(above(OURS)) <= AIM_MB ? 'met' : 'missed'}. What lies between the core and Peerflow: reading a bundle
and its code cache (about a tenth of the whole), two collections of young garbage, and code that runs for the first time.`;
};

const section = (title: string, command: string, text: string, content: string): string =>
  `## ${title}\n\n    ${command}\n\n${text}\n\n${content}`;

const sectionsOf = ({ cold, sizes, tenth, load, sinks, detection }: Results): readonly string[] => [
  ...(cold
    ? [
        section(
          'A cold start',
          'npm run bench -- cold',
          'From the start of a process to its first answered create, over HTTP on loopback without TLS: minimum and median of\nruns in turn. The ratio is of the minima. The environment holds nothing but the settings. Calls through node:http are the\nleast that a create can cost, those through the official core the least on official SDKs.',
          `${coldTable(cold)}\n\n${floorsIn(cold)}`,
        ),
      ]
    : []),
  ...(sizes
    ? [
        section(
          'Folders',
          'npm run bench -- sizes',
          'What is deployed of each function, in KB. The bundle stays readable, and a code cache is kept as V8 writes it: packed it\nwould be half as large, and every start would unpack it for 2 ms of CPU.',
          table(
            ['', 'without its code cache', 'with it', 'zipped, as it is transferred'],
            Object.entries(sizes).map(([name, it]) => [
              name,
              ...[it.code, it.whole, it.zipped].map((bytes) => (bytes / 1000).toFixed(0)),
            ]),
          ),
        ),
      ]
    : []),
  ...(tenth
    ? [
        section(
          'A cold start at a tenth of a CPU',
          'npm run bench -- tenth',
          `The same under a ${tenth.how} of 10 ms in 100 ms, as an instance of 0.1 vCPU has it.`,
          coldTable(tenth.rows),
        ),
      ]
    : []),
  ...(load
    ? [
        section(
          'What fits into one invocation',
          'npm run bench -- load',
          `On the smallest instance, 0.1 vCPU and 128 MB, kept by a ${load.how}, with a timeout of 60 s. What does not fit is\nhanded on in tasks.`,
          table(
            ['', 'done', 'tasks', 's', 'CPU, s', 'memory at the peak, MB'],
            load.rows.map((it) => [
              it.what,
              it.done,
              it.handedOn,
              it.seconds,
              it.cpuSeconds,
              it.rssMb,
            ]),
          ),
        ),
      ]
    : []),
  ...(sinks
    ? [
        section(
          'A sink that hangs',
          'npm run bench -- sinks',
          'A create from a cold start, with an event bus alone and with a queue beside it that takes connections and never\nanswers.',
          table(
            ['sinks', 'answer, s', 'event on the bus, s'],
            sinks.map((it) => [`\`${it.sinks}\``, it.answerSeconds, it.deliveredSeconds]),
          ),
        ),
      ]
    : []),
  ...(detection
    ? [
        section(
          'How soon a connection is announced',
          'npm run bench -- detection',
          'Simulated with a virtual clock: seconds from Activated to the event, and status queries for it, over activation times\nspread evenly. Terraform looks at 5, 8, 14, 24, 34 s and so on.',
          table(
            ['activation takes', 'schedule', 'lag, s (mean, 90th percentile)', 'status queries'],
            detection.map((it) => [
              it.activation,
              it.schedule,
              `${it.meanLag}, ${it.p90Lag}`,
              it.meanQueries,
            ]),
          ),
        ),
      ]
    : []),
];

/** Writes docs/benchmarks.md from results. */
export const writePage = (results: Results): Promise<void> => {
  const head = `# Benchmarks\n\nWritten by \`npm run bench\` from \`bench/results.json\`. Machine: ${results.machine}.`;
  return writeFile(PAGE, `${[head, ...sectionsOf(results)].join('\n\n')}\n`);
};
