import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '../../..');

export const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const markdownIn = (folder: string): readonly string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name));

/** Every document of the project, by its path. */
export const DOCUMENTS: readonly string[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...markdownIn('docs'),
].sort();

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** Code blocks of a language. */
export const codeBlocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(FENCE)].filter(([, lang]) => lang === language).map(([, , code = '']) => code);

/** A document without its code blocks. */
export const prose = (text: string): string => text.replace(FENCE, '');

/** Rows of the table under a header row that begins with some cells; each row as its cells. */
export const tableRows = (text: string, ...header: readonly string[]): readonly string[][] => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`| ${header.join(' | ')} |`));
  if (at < 0) throw new Error(`There is no table with the header ${header.join(', ')}`);
  const after = lines.slice(at + 2);
  const end = after.findIndex((line) => !line.startsWith('|'));
  return after.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
};

/** The anchor that a heading has on GitHub. */
const slugOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

export const headings = (text: string): readonly string[] =>
  [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);

export const anchorsOf = (text: string): ReadonlySet<string> => new Set(headings(text).map(slugOf));
