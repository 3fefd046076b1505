import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, read } from './documents.ts';

const IMPORT = /^(?:import|export)\s+(type\s)?[^;]*?from '(\.[^']+)';$/gm;

interface Import {
  readonly to: string;
  readonly isType: boolean;
}

const importsOf = (file: string): readonly Import[] =>
  [...read(file).matchAll(IMPORT)].map(([, type, specifier = '']) => ({
    to: path.posix.join(path.posix.dirname(file), specifier),
    isType: type !== undefined,
  }));

const filesIn = (folder: string): readonly string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.posix.join(folder, file));

const imports = new Map(filesIn('lib').map((file) => [file, importsOf(file)] as const));

/** Paths of files that lead back to where they begin, over what exists when the program runs. */
const circles = (): readonly string[] => {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const { to, isType } of imports.get(file) ?? []) if (!isType) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
};

/** What stands above the domain; it reaches them through its ports. */
const ABOVE = /^lib\/(?:aliyun|sinks|http|intake|handlers|health|runtime)\/|^functions\//;

describe('the imports of lib', () => {
  it('lead to files that exist', () => {
    const all = [...imports.values()].flat().map(({ to }) => to);
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter((to) => !existsSync(path.join(ROOT, to)))).toEqual([]);
  });

  it('make no circle', () => {
    expect(circles()).toEqual([]);
  });

  it('never lead out of the domain', () => {
    const out = [...imports]
      .filter(([file]) => file.startsWith('lib/peering/'))
      .flatMap(([file, its]) => its.map(({ to }) => [file, to] as const))
      .filter(([, to]) => ABOVE.test(to));
    expect(out).toEqual([]);
  });

  it('lead from routes to no command and no watch, from preflight to no command', () => {
    const out = [...imports]
      .filter(([file]) => /^lib\/peering\/(?:routes|preflight|decide|request|policy)\//.test(file))
      .flatMap(([file, its]) => its.map(({ to }) => `${file} → ${to}`))
      .filter((each) => each.includes('→ lib/peering/commands/'));
    expect(out).toEqual([]);
  });
});
