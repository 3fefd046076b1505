import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from '../build/build.ts';
import { measureColdStart } from './cold-start.ts';
import { measureDetection } from './detection.ts';
import { measureHub } from './hub.ts';
import { measureLoading } from './loading.ts';

const FILE = path.join(import.meta.dirname, 'results.json');

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

await build();
const results: Record<string, unknown> = { node: process.version };
const steps: readonly (readonly [string, () => unknown])[] = [
  ['loading', measureLoading],
  ['coldStart', measureColdStart],
  ['detection', measureDetection],
  ['hubOneBatch', () => measureHub(50, 1)],
  ['hubFourBatches', () => measureHub(40, 4)],
];
for (const [name, measure] of steps) {
  say(`${name}…`);
  results[name] = await measure();
  say(JSON.stringify(results[name], null, 1));
}
await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`);
say(`written to ${path.relative(process.cwd(), FILE)}`);
