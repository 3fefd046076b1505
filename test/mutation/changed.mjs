// Which lines of the mutated code a change touches, and since when.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What git prints, or nothing where it fails: outside a repository, or for a commit that is not there. */
export const git = (...args) => {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
};

export const isMutated = (file) =>
  /^lib\/(peering|intake|sinks)\/.*\.ts$/.test(file) &&
  !/\.d\.ts$|^lib\/peering\/(errors\/rows\/|texts\/|(ports|context|settings)\.ts$)/.test(file);

/** Files of the working tree, tracked or new. */
export const filesIn = (folders) =>
  git('ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders)
    .split('\n')
    .filter((file) => isMutated(file));

/** The lines that a diff without context adds or changes: `{ file: 'lib/a.ts', from: 3, to: 5 }`. */
export const changedLines = (diff) => {
  let file = '';
  return diff.split('\n').flatMap((line) => {
    if (line.startsWith('+++ ')) file = line.slice('+++ b/'.length);
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start === undefined || count === '0' || !isMutated(file)) return [];
    return [{ file, from: Number(start), to: Number(start) + Number(count) - 1 }];
  });
};

/** Lines of the working tree that differ from a commit; new files need `git add -N` to be among them. */
export const changedSince = (base) =>
  changedLines(git('diff', '--unified=0', '--no-color', base, '--', 'lib'));

/**
 * The commit to compare with: where the branch left the main one, else the last merge before this commit, the last
 * tag, or the commit before. Nothing where the history is not there, as in a shallow clone.
 */
export const chooseBase = () => {
  const head = git('rev-parse', 'HEAD');
  const candidates = [
    () => git('merge-base', 'origin/main', 'HEAD'),
    () => git('merge-base', 'main', 'HEAD'),
    () => git('rev-list', '--merges', '--first-parent', '--max-count=1', 'HEAD~1'),
    () => git('describe', '--tags', '--abbrev=0', 'HEAD~1'),
    () => git('rev-parse', '--verify', '--quiet', 'HEAD~1'),
  ];
  for (const candidate of candidates) {
    const commit = candidate();
    if (commit !== '' && commit !== head) return commit;
  }
  return '';
};
