import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from '../build/build.ts';
import { measureBatch } from './batch.ts';
import { measureColdStart } from './cold-start.ts';
import { measureCost } from './cost.ts';
import { measureDetection } from './detection.ts';
import { measureHub } from './hub.ts';
import { measureLoading } from './loading.ts';
import { measureSweep } from './sweep.ts';
import { type Results, tablesOf, writeTables } from './table.ts';
import { measureWarm } from './warm.ts';

const FILE = path.join(import.meta.dirname, 'results.json');

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const step = async <T>(name: string, measure: () => T | Promise<T>): Promise<T> => {
  say(`measuring ${name}…`);
  return measure();
};

await build();
const results: Results = {
  loading: await step('loading', measureLoading),
  coldStart: await step('cold starts', measureColdStart),
  warm: await step('a warm instance', measureWarm),
  sweep: await step('sweeps', measureSweep),
  batch: await step('a batch of 10 000 messages', () => measureBatch(10_000)),
  hubs: [
    await step('a hub with 50 spokes', () => measureHub(50, 1)),
    await step('a hub with 40 spokes from four batches', () => measureHub(40, 4)),
  ],
  detection: await step('detection lag', measureDetection),
  cost: await step('cost', measureCost),
};
await writeFile(FILE, `${JSON.stringify({ node: process.version, ...results }, null, 2)}\n`);
await writeTables(results);
say(tablesOf(results));
