// Mutation testing: `all`, `units`, `folder lib/peering/queue ...` or `changed [base]`. See README.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stryker = fileURLToPath(
  new URL('node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url),
);

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const isMutated = (file) =>
  /^lib\/(peering|intake|sinks)\/.*\.ts$/.test(file) &&
  !/\.d\.ts$|^lib\/peering\/errors\/rows\/|^lib\/peering\/(ports|context|settings)\.ts$/.test(file);

const inFolders = (folders) =>
  git('ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders)
    .split('\n')
    .filter((file) => isMutated(file) && existsSync(`${root}/${file}`));

const isKnown = (commit) =>
  spawnSync('git', ['rev-parse', '--verify', '--quiet', `${commit}^{commit}`], { cwd: root })
    .status === 0;

/** The lines that a diff without context adds or changes: `lib/a.ts:3-5`. */
const changedLines = (diff) => {
  let file = '';
  return diff.split('\n').flatMap((line) => {
    if (line.startsWith('+++ ')) file = line.slice('+++ b/'.length);
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start === undefined || count === '0' || !isMutated(file)) return [];
    return [`${file}:${start}-${Number(start) + Number(count) - 1}`];
  });
};

const changedSince = (base) => [
  ...changedLines(
    git('diff', '--unified=0', '--no-color', git('merge-base', base, 'HEAD'), '--', 'lib'),
  ),
  ...git('ls-files', '--others', '--exclude-standard', '--', 'lib').split('\n').filter(isMutated),
];

const run = (mutated, env = {}) => {
  if (mutated.length === 0) {
    console.log('Nothing to mutate: no file of the engine, intake or sinks is among them.');
    return 0;
  }
  const args = [stryker, 'run', 'test/mutation/stryker.config.mjs', '--mutate', mutated.join(',')];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
};

/** A few mutants of a small change say little: the gate is lower than the bound of the whole. */
const GATE = { MUTATION_BREAK: '70' };

const gate = (base = 'origin/main', isAsked = base !== 'origin/main') => {
  if (isKnown(base)) return run(changedSince(base), GATE);
  console.error(`There is no commit ${base} to compare with: nothing was mutated.`);
  return isAsked ? 1 : 0;
};

const [command = 'units', ...rest] = process.argv.slice(2);
const EVERYTHING = ['lib/peering', 'lib/intake', 'lib/sinks'];
const COMMANDS = {
  all: () => run(inFolders(EVERYTHING), { MUTATION_SIMULATION: 'on' }),
  units: () => run(inFolders(EVERYTHING)),
  folder: () => run(inFolders(rest)),
  changed: () => gate(rest[0]),
};
if (!Object.hasOwn(COMMANDS, command)) {
  console.error(`${command} is not known: all, units, folder or changed`);
  process.exit(2);
}
process.exit(COMMANDS[command]());
