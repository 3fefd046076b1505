import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUNCTION_OF } from '../../../lib/peering/queue/task-kind.ts';
import { codeBlocks, ROOT, read, tableRows } from './documents.ts';

const text = read('docs/architecture.md');
const tree = codeBlocks(text, 'text').find((block) => block.startsWith('functions/')) ?? '';

/** Paths of the tree, from its indentation. */
const pathsOf = (drawn: string): readonly string[] => {
  const parents: string[] = [];
  return drawn
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, indent = '', name = ''] = /^( *)(\S+)/.exec(line) ?? [];
      const depth = indent.length / 2;
      parents.splice(depth, parents.length, name.replace(/\/$/, ''));
      return parents.join('/');
    });
};

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => path.posix.join(folder, name));

describe('the tree in docs/architecture.md', () => {
  const paths = pathsOf(tree);

  it('draws only what exists', () => {
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((each) => !existsSync(path.join(ROOT, each)))).toEqual([]);
  });

  it('draws every folder of lib and of the domain', () => {
    const folders = [...foldersIn('lib'), ...foldersIn('lib/peering')];
    expect(folders.filter((each) => !paths.includes(each))).toEqual([]);
  });
});

describe('the tasks in docs/architecture.md', () => {
  it('are those of the code, each with its function', () => {
    const rows = tableRows(text, 'task', 'function', 'ends when');
    const listed = Object.fromEntries(
      rows.map(([kind = '', owner = '']) => [kind.replaceAll('`', ''), owner]),
    );
    expect(listed).toEqual(FUNCTION_OF);
  });
});

/** The stem of a word: `classify` is found as `classified`, `adopt` as `adopted`. */
const stemOf = (word: string): string => word.replace(/(e|y|er|or)$/, '');

describe('the glossary', () => {
  const rows = tableRows(text, 'word', 'meaning', 'where').map(
    ([word = '', , where = '']) => [word, where.replaceAll('`', '')] as const,
  );

  it.each(rows)('has %s where the code has it', (word, where) => {
    const code = `${where} ${read(where)}`;
    expect(code.toLowerCase()).toContain(stemOf(word));
  });

  it('is in the order of the alphabet, each word once', () => {
    const words = rows.map(([word]) => word);
    expect(words).toEqual([...new Set(words)].sort());
  });
});
