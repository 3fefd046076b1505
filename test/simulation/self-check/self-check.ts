import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle, startWorker } from '../bundle.ts';
import type { Job, Report } from '../mixed/entry.ts';
import type { Plant } from './plants/plant.ts';
import { PLANTS } from './plants.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** Replaces a snippet of a file while it is bundled; what is in the way is an error, not a plant that is not there. */
const planting = ({ name, file, snippet, instead }: Plant): Plugin => ({
  name: 'plant',
  setup: (build) => {
    const path = resolve(ROOT, file);
    build.onLoad({ filter: /\.ts$/ }, async (args) => {
      if (args.path !== path) return undefined;
      const source = await readFile(path, 'utf8');
      if (source.split(snippet).length !== 2)
        throw new Error(`"${name}" cannot be planted: ${file} does not hold its snippet once.`);
      return { contents: source.replace(snippet, () => instead), loader: 'ts' };
    });
  },
});

const job: Omit<Job, 'from' | 'to' | 'scenario'> = {
  step: 1,
  isFirstEnough: true,
  wantsTrace: false,
  wantsShrunk: false,
};

const reportsOf = (file: string, data: Job, onReport: (report: Report) => void): Promise<void> =>
  new Promise((done, reject) => {
    const worker = startWorker(file, data);
    worker.on('message', onReport);
    worker.on('error', reject);
    worker.on('exit', () => done());
  });

/** The first seed with faults, from a seed on; `undefined` if there is none. */
const firstFault = async (
  file: string,
  scenario: string,
  from: number,
  to: number,
): Promise<Report | undefined> => {
  let found: Report | undefined;
  await reportsOf(file, { ...job, scenario, from, to }, (report) => {
    if (report.faults.length > 0) found ??= report;
  });
  return found;
};

/** A seed that fails without the plant says nothing about it. */
const findPlant = async (
  planted: string,
  sound: string,
  scenario: string,
  from: number,
  to: number,
): Promise<Report | undefined> => {
  for (let start = from; start <= to; ) {
    const found = await firstFault(planted, scenario, start, to);
    if (!found) return undefined;
    if ((await firstFault(sound, scenario, found.seed, found.seed)) === undefined) return found;
    start = found.seed + 1;
  }
  return undefined;
};

/**
 * Plants faults into the product, one at a time, and shows that the simulation finds each.
 *
 * @returns how many were not found
 */
export const selfCheck = async ({
  from,
  to,
  only,
}: {
  readonly from: number;
  readonly to: number;
  /** Part of the name of those to check. */
  readonly only: string;
}): Promise<number> => {
  const sound = await bundle('sound');
  let missed = 0;
  const check = async (plant: Plant, index: number): Promise<void> => {
    const planted = await bundle(`plant-${index}`, [planting(plant)]);
    const found = await findPlant(planted, sound, plant.scenario ?? 'mixed', from, to);
    if (!found) missed += 1;
    console.log(
      found
        ? `found at seed ${found.seed}: ${plant.name}\n    ${found.faults[0]}`
        : `NOT FOUND within ${from}..${to}: ${plant.name}`,
    );
  };
  const queue = [...PLANTS.entries()].filter(([, { name }]) => name.includes(only));
  const count = queue.length;
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await check(next[1], next[0]);
  };
  await Promise.all([lane(), lane()]);
  console.log(`${count - missed} of ${count} planted faults were found`);
  return missed;
};
