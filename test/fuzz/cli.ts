import { parseArgs } from 'node:util';
import { TARGETS } from './targets/index.ts';
import { watchdog } from './watchdog.ts';

const MAX_MEMORY = 1024 * 1024 * 1024;
/** Inputs of a round: few, so that a minute reaches every target many times. */
const ROUND = 50;
const MAX_ROUND_MS = 60_000;

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
const dog = watchdog();

/** Runs one round of a target; one that fails or does not end says how to repeat it. */
const round = async (target: (typeof TARGETS)[number], seed: number): Promise<boolean> => {
  const repeat = `npm run fuzz -- --target ${target.name} --seed ${seed} --runs ${runs}`;
  dog.begin(repeat, MAX_ROUND_MS);
  try {
    await target.run({ seed, runs });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`Repeat: ${repeat}`);
    return false;
  } finally {
    dog.end();
  }
  const { rss } = process.memoryUsage();
  if (rss <= MAX_MEMORY) return true;
  console.error(`The process holds ${Math.round(rss / 2 ** 20)} MB.\nRepeat: ${repeat}`);
  return false;
};

/** Rounds over the targets in turn, until the time is over; with a seed, each target once. */
const fuzz = async (): Promise<boolean> => {
  const until = Date.now() + Number(values.seconds) * 1_000;
  const first = Number(values.seed ?? Date.now() % 1_000_000_000);
  let rounds = 0;
  const isOver = (): boolean =>
    values.seed === undefined ? Date.now() >= until : rounds >= chosen.length;
  for (; !isOver(); rounds += 1) {
    const target = chosen[(first + rounds) % chosen.length];
    const seed = values.seed === undefined ? first + rounds : first;
    if (target === undefined || !(await round(target, seed))) return false;
  }
  console.log(
    `${rounds * runs} inputs in ${rounds} rounds of ${chosen.length} targets: nothing broke.`,
  );
  return true;
};

process.exit((await fuzz()) ? 0 : 1);
