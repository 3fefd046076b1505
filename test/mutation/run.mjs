// Mutation testing: `all`, `units`, `folder lib/peering/queue ...` or `changed [base]`. See README.md.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { changedSince, chooseBase, filesIn, git, root } from './changed.mjs';

const bin = fileURLToPath(
  new URL('node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url),
);
const report = process.env.MUTATION_REPORT ?? '.tmp/mutation-report';
const kept = `${report}/kept.json`;

/** Without those of the texts, which read the sources: those are not as written while mutants are in them. */
const UNITS = [
  'test/unit/{handlers,intake,sinks}/**/*.test.ts',
  'test/unit/peering/*.test.ts',
  'test/unit/peering/!(texts)/*.test.ts',
  'test/integration/sinks/*.test.ts',
].join(' ');
/** Without those of the self-check, for the same reason. */
const SIMULATIONS =
  'test/simulation/!(self-check).test.ts test/unit/peering/routes/scenarios/*.test.ts';

/** The part whose unit tests stand under the same path: `lib/peering/queue/tasks.ts` is of `peering/queue`. */
const partOf = (file) => {
  // What reads JSON is tested by those of intake, which reads most of it.
  if (file === 'lib/peering/json-scan.ts') return 'intake/json';
  const [, part, folder, within] = file.split('/');
  const isApart = part === 'peering' || folder === 'json';
  return isApart && within !== undefined ? `${part}/${folder}` : part;
};

/**
 * The tests that stand beside a part; one without any is tested by those of the whole engine. What sinks do is mostly
 * what official clients do, which tests against services on the loopback interface see.
 */
const testsBeside = (part) => {
  if (part === 'peering') return ['test/unit/peering/*.test.ts'];
  // All of intake reads JSON: whoever breaks that should not have to wait for all of it.
  if (part === 'intake/json') return ['test/unit/intake/{json,payload-text}.test.ts'];
  // Millions of bytes for each mutant: those are for the stages after.
  if (part === 'intake') return ['test/unit/intake/!(bounds).test.ts'];
  if (part === 'sinks') return ['test/unit/sinks/**/*.test.ts', 'test/integration/sinks/*.test.ts'];
  // Long events and the parsers of documents are for the stages after, too.
  if (part === 'peering/events')
    return ['test/unit/peering/events/!(size.property|documents).test.ts'];
  // Scenarios are simulations: they are for the last stage.
  if (part === 'peering/routes') return ['test/unit/peering/routes/*.test.ts'];
  return existsSync(`${root}/test/unit/${part}`)
    ? [`test/unit/${part}/**/*.test.ts`]
    : ['test/unit/peering/!(texts)/*.test.ts'];
};

/**
 * Runs Stryker once. What earlier stages found is kept: a mutant that was killed is not run again, one that survived
 * meets the tests that are new.
 */
const stryker = (mutated, tests, timeout) => {
  const args = [bin, 'run', 'test/mutation/stryker.config.mjs', '--mutate', mutated.join(',')];
  const { status, error } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    timeout,
    env: {
      ...process.env,
      MUTATION_REPORT: report,
      MUTATION_KEPT: kept,
      MUTATION_TESTS: tests.join(' '),
    },
  });
  return { isFine: status === 0, isTooLate: error?.code === 'ETIMEDOUT' };
};

const count = (mutants, statuses) =>
  mutants.filter(({ status }) => statuses.includes(status)).length;

/** Prints how many mutants died, and says whether that is enough. */
const isEnough = (bound, spared = 0) => {
  const { files } = JSON.parse(readFileSync(`${root}/${report}/mutation.json`, 'utf8'));
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const dead = count(mutants, ['Killed', 'Timeout']);
  const alive = count(mutants, ['Survived', 'NoCoverage']);
  const score = dead + alive === 0 ? 100 : (100 * dead) / (dead + alive);
  console.log(
    `${dead} of ${dead + alive} mutants killed: ${score.toFixed(1)} %, bound ${bound} %.`,
  );
  return score >= bound || alive <= spared;
};

const forget = () => rmSync(`${root}/${kept}`, { force: true });

/**
 * In stages, from the tests beside the code to those far from it. Most mutants die in the first, which takes a
 * fraction of a second for each; few are left for the last, which takes many.
 */
const inStages = (folders, everywhere) => {
  const files = filesIn(folders);
  if (files.length === 0) {
    console.error('No file of the engine, intake or sinks is among them.');
    return 2;
  }
  if (process.env.MUTATION_KEEP !== 'on') forget();
  const parts = [...new Set(files.map(partOf))];
  const stages = [
    ...parts.map((part) => [files.filter((file) => partOf(file) === part), testsBeside(part)]),
    ...everywhere.map((_, index) => [files, everywhere.slice(0, index + 1)]),
  ];
  for (const [mutated, tests] of stages) if (!stryker(mutated, tests).isFine) return 1;
  return isEnough(Number(process.env.MUTATION_BREAK ?? 85)) ? 0 : 1;
};

const GATE = {
  /** Lines taken of a change, the first by path: what a gate may ask for. */
  lines: 300,
  bound: 60,
  /** A few mutants say little. */
  spared: 5,
  ms: 180_000,
};

const firstLines = (ranges) => {
  let left = GATE.lines;
  return ranges.flatMap(({ file, from, to }) => {
    const last = Math.min(to, from + left - 1);
    left -= Math.max(0, last - from + 1);
    return last < from ? [] : [`${file}:${from}-${last}`];
  });
};

/** The gate of a change: its lines against the unit tests beside them. */
const gate = (asked) => {
  const base = asked === undefined ? chooseBase() : git('rev-parse', '--verify', '--quiet', asked);
  if (base === '') {
    console.log('There is no commit to compare with: nothing was mutated.');
    return asked === undefined ? 0 : 1;
  }
  const ranges = changedSince(base);
  const mutated = firstLines(ranges);
  console.log(`${ranges.length} changes of the engine, intake and sinks since ${base}.`);
  if (mutated.length === 0) return 0;
  forget();
  const tests = [...new Set(mutated.flatMap((range) => testsBeside(partOf(range))))];
  const { isFine, isTooLate } = stryker(mutated, tests, GATE.ms);
  if (isTooLate) {
    console.log(`Not finished within ${GATE.ms / 1000} s: nothing is said about this change.`);
    return 0;
  }
  return isFine && isEnough(GATE.bound, GATE.spared) ? 0 : 1;
};

const EVERYTHING = ['lib/peering', 'lib/intake', 'lib/sinks'];
const COMMANDS = {
  all: (folders) => inStages(folders.length > 0 ? folders : EVERYTHING, [UNITS, SIMULATIONS]),
  units: (folders) => inStages(folders.length > 0 ? folders : EVERYTHING, [UNITS]),
  beside: (folders) => inStages(folders.length > 0 ? folders : EVERYTHING, []),
  changed: ([base]) => gate(base),
};
const [command = 'units', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command)) {
  console.error(`${command} is not known: ${Object.keys(COMMANDS).join(', ')}`);
  process.exit(2);
}
process.exit(COMMANDS[command](rest));
