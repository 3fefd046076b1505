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
  git('ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders).split('\n');

const changedSince = (base) =>
  [
    ...git('diff', '--name-only', `${git('merge-base', base, 'HEAD')}`).split('\n'),
    ...git('ls-files', '--others', '--exclude-standard').split('\n'),
  ].filter((file) => existsSync(`${root}/${file}`));

const run = (files, env = {}) => {
  const mutated = files.filter(isMutated);
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

const [command = 'units', ...rest] = process.argv.slice(2);
const EVERYTHING = ['lib/peering', 'lib/intake', 'lib/sinks'];
const COMMANDS = {
  all: () => run(inFolders(EVERYTHING), { MUTATION_SIMULATION: 'on' }),
  units: () => run(inFolders(EVERYTHING)),
  folder: () => run(inFolders(rest)),
  changed: () => run(changedSince(rest[0] ?? 'origin/main')),
};
if (!Object.hasOwn(COMMANDS, command)) {
  console.error(`${command} is not known: all, units, folder or changed`);
  process.exit(2);
}
process.exit(COMMANDS[command]());
