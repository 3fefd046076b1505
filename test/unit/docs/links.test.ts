import { existsSync } from 'node:fs';
import path from 'node:path';
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

describe('the index of the documentation', () => {
  it('has every page', () => {
    const linked = linksOf('docs/README.md').map((link) => path.posix.join('docs', link));
    const pages = DOCUMENTS.filter(
      (file) => /^docs\/[\w-]+\.md$/.test(file) && file !== 'docs/README.md',
    );
    expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  });
});
