import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { anchorsOf, DOCUMENTS, prose, ROOT, read } from './documents.ts';

const LINK = /\]\(([^)\s]+)\)/g;
const EXTERNAL = /^(https?|mailto):/;

const linksOf = (file: string): readonly string[] =>
  [...prose(read(file)).matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !EXTERNAL.test(target));

/** What is wrong with a relative link; `undefined` where it leads somewhere. */
const faultOf = (from: string, link: string): string | undefined => {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? from : path.posix.join(path.posix.dirname(from), target);
  if (!existsSync(path.join(ROOT, file))) return `${link}: there is no ${file}`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return anchorsOf(read(file)).has(anchor) ? undefined : `${link}: ${file} has no such heading`;
};

describe('relative links', () => {
  it.each(DOCUMENTS)('of %s lead to files and headings that exist', (file) => {
    const faults = linksOf(file).map((link) => faultOf(file, link));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });
});

/** Decision records speak of the time they were made. */
const CURRENT = DOCUMENTS.filter((file) => !file.startsWith('docs/decisions/0'));

const PATH =
  /(?<![\w./-])(?:bench|build|cli|deploy|docs|examples|functions|lib|page|sandbox|test)\/[\w./-]*\w\.(?:json|md|mjs|sh|ts)\b/g;
const SCRIPT = /npm run (?:-s |--silent )?([\w:-]+)/g;
const PROGRAM = /npx (?:tsx|vitest run) ([\w./-]+\.ts)/g;

const matches = (text: string, form: RegExp): readonly string[] =>
  [...text.matchAll(form)].map(([all, first]) => first ?? all);

const scripts = Object.keys(
  v.parse(v.object({ scripts: v.record(v.string(), v.string()) }), JSON.parse(read('package.json')))
    .scripts,
);

describe('what documents name', () => {
  it.each(CURRENT)('in %s is there: files, scripts, programs', (file) => {
    const text = read(file);
    const files = [...matches(text, PATH), ...matches(text, PROGRAM)];
    expect(files.filter((each) => !existsSync(path.join(ROOT, each)))).toEqual([]);
    expect(matches(text, SCRIPT).filter((each) => !scripts.includes(each))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s has tables of one piece', (file) => {
    const blocks = prose(read(file))
      .split(/\n\s*\n/)
      .map((block) => block.trim());
    const tables = blocks.filter((block) => block.startsWith('|'));
    expect(tables.filter((table) => !/^\|.*\n\|[ :|-]+\|/.test(table))).toEqual([]);
  });
});

describe('the index of the documentation', () => {
  it('has every page', () => {
    const linked = linksOf('docs/README.md').map((link) => path.posix.join('docs', link));
    const pages = DOCUMENTS.filter(
      (file) => /^docs\/[\w-]+\.md$/.test(file) && file !== 'docs/README.md',
    );
    expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  });
});
