import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { buildIfChanged } from '../build/build.ts';
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

const named = process.argv.slice(2);
const wrong = named.filter((name) => !MEASURES[name]);
if (wrong.length > 0)
  throw new Error(`Unknown: ${wrong.join(', ')}. Known: ${Object.keys(MEASURES).join(', ')}`);

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
