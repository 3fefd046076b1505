import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { buildIfChanged, DIST, FUNCTIONS } from '../build/build.ts';
import { sizesOf } from '../build/outputs/sizes.ts';
import { measureCold } from './cold.ts';
import { type Results, writePage } from './docs.ts';
import { confine, type Limits } from './limits.ts';
import { measureLoad } from './load.ts';
import { measureSinks } from './sink.ts';

const FILE = path.join(import.meta.dirname, 'results.json');
const TENTH: Limits = { cpu: 0.1 };

const confinement = (limits: Limits): string => {
  const { how, close } = confine(limits);
  close();
  return how;
};

const MEASURES: Readonly<Record<string, () => Promise<Partial<Results>>>> = {
  cold: async () => ({ cold: await measureCold(21) }),
  sizes: async () => {
    const sizes = FUNCTIONS.map(
      async (name) => [name, await sizesOf(path.join(DIST, name))] as const,
    );
    return { sizes: Object.fromEntries(await Promise.all(sizes)) };
  },
  tenth: async () => ({
    tenth: { how: confinement(TENTH), rows: await measureCold(7, TENTH) },
  }),
  load: async () => ({ load: { how: confinement(TENTH), rows: await measureLoad() } }),
  sinks: async () => ({ sinks: await measureSinks() }),
  detection: async () => {
    const { measureDetection } = await import('./detection.ts');
    return { detection: await measureDetection() };
  },
};

const machine = (): string => {
  const [cpu] = cpus();
  return `${cpus().length} CPUs (${cpu?.model.trim()}), Node.js ${process.version}`;
};

/** What the file holds is what this program wrote. */
const known = async (): Promise<Results> => JSON.parse(await readFile(FILE, 'utf8'));

const USAGE = `Usage: npm run bench [-- measure...]

Measures ${Object.keys(MEASURES).join(', ')}; all without an argument. Keeps the results of the others in
bench/results.json and writes docs/benchmarks.md. Let the machine be quiet.
`;

const named = process.argv.slice(2);
if (named.some((name) => !MEASURES[name])) {
  process.stdout.write(USAGE);
  process.exit(named.some((name) => /^(-h|--help)$/.test(name)) ? 0 : 2);
}

await buildIfChanged();
let results: Results = { ...(await known()), machine: machine() };
for (const [name, measure] of Object.entries(MEASURES)) {
  if (named.length > 0 && !named.includes(name)) continue;
  process.stdout.write(`Measuring ${name}\n`);
  results = { ...results, ...(await measure()) };
  await writeFile(FILE, `${JSON.stringify(results, null, 1)}\n`);
}
await writePage(results);
process.stdout.write('docs/benchmarks.md is written.\n');
