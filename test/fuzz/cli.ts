import { parseArgs } from 'node:util';
import { TARGETS } from './targets/index.ts';

const MAX_MEMORY = 1024 * 1024 * 1024;
const ROUND = 200;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    target: { type: 'string' },
    runs: { type: 'string' },
  },
});

const chosen = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) {
  console.error(`No target ${values.target}: ${TARGETS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const runs = Number(values.runs ?? ROUND);

/** Runs one round of a target; a failure says how to repeat it. */
const round = async (target: (typeof TARGETS)[number], seed: number): Promise<boolean> => {
  try {
    await target.run({ seed, runs });
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`Repeat: npm run fuzz -- --target ${target.name} --seed ${seed} --runs ${runs}`);
    return false;
  }
};

const fuzz = async (): Promise<boolean> => {
  const until = Date.now() + Number(values.seconds) * 1_000;
  let rounds = 0;
  let seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  do
    for (const target of chosen) {
      if (!(await round(target, values.seed === undefined ? seed++ : seed))) return false;
      rounds += 1;
      const { rss } = process.memoryUsage();
      if (rss > MAX_MEMORY) {
        console.error(`${target.name}: the process holds ${Math.round(rss / 2 ** 20)} MB`);
        return false;
      }
    }
  while (values.seed === undefined && Date.now() < until);
  console.log(`${rounds * runs} inputs of ${chosen.length} targets, and nothing broke.`);
  return true;
};

process.exit((await fuzz()) ? 0 : 1);
