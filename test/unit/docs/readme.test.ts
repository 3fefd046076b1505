import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { recordedBlocks } from '../../../docs/record/blocks.ts';
import { validateRequest, validationFacts } from '../../../lib/peering/request/validate.ts';
import { settings } from '../support/context.ts';
import { codeBlocks, DOCUMENTS, headings, prose, ROOT, read } from './documents.ts';

const english = read('README.md');
const chinese = read('README.zh-CN.md');

const withoutComments = (block: string): string => block.replace(/\s+# .*$/gm, '');
const linksOf = (text: string): readonly string[] =>
  [...prose(text).matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target).slice(1);
const levelsOf = (text: string): readonly string[] =>
  [...prose(text).matchAll(/^(#+) /gm)].map(([, level = '']) => level);
const tableSizes = (text: string): readonly number[] =>
  [...prose(text).matchAll(/^\|.*\|$/gm)].map(([row]) => row.split('|').length);

describe('the two READMEs', () => {
  it('have the same headings, one in each language', () => {
    expect(levelsOf(chinese)).toEqual(levelsOf(english));
    expect(
      headings(english)
        .slice(1)
        .every((each) => !/\p{Script=Han}/u.test(each)),
    ).toBe(true);
    expect(
      headings(chinese)
        .slice(1)
        .every((each) => /\p{Script=Han}/u.test(each)),
    ).toBe(true);
  });

  it('have the same commands', () => {
    const commands = codeBlocks(english, 'sh').map(withoutComments);
    expect(codeBlocks(chinese, 'sh').map(withoutComments)).toEqual(commands);
  });

  it('have the same recorded output, links, tables and limits', () => {
    expect(recordedBlocks(chinese).map(({ whole }) => whole)).toEqual(
      recordedBlocks(english).map(({ whole }) => whole),
    );
    expect(linksOf(chinese)).toEqual(linksOf(english));
    expect(tableSizes(chinese)).toEqual(tableSizes(english));
    expect(chinese.match(/^- /gm)?.length).toBe(english.match(/^- /gm)?.length);
  });

  it('begin with two commands that need nothing else', () => {
    const blocks = codeBlocks(english, 'sh').map((block) => block.trim());
    expect(blocks.slice(0, 2)).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });
});

const { scripts } = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  JSON.parse(read('package.json')),
);
/** Scripts of folders that are packages of their own. */
const OTHER_PACKAGES = ['deploy', 'deploy/verify', 'test/browser'];
const otherScripts = OTHER_PACKAGES.flatMap((folder) =>
  existsSync(path.join(ROOT, folder, 'package.json'))
    ? Object.keys(
        v.parse(
          v.object({ scripts: v.optional(v.record(v.string(), v.string()), {}) }),
          JSON.parse(read(`${folder}/package.json`)),
        ).scripts,
      )
    : [],
);

describe('the commands in documents', () => {
  it.each(DOCUMENTS)('of %s are scripts and files that exist', (file) => {
    const text = read(file);
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(
      ([, name = '']) => name,
    );
    const known = [...Object.keys(scripts), ...otherScripts];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    const files = [...text.matchAll(/\b(?:node|bash|npx tsx) ((?:[\w-]+\/)+[\w.-]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(files.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  it.each(DOCUMENTS)('of %s that are recorded have output', (file) => {
    for (const { command, output } of recordedBlocks(read(file)))
      expect(output.trim().length, command).toBeGreaterThan(0);
    expect(read(file).match(/<!-- recorded:/g)?.length ?? 0).toBe(
      recordedBlocks(read(file)).length,
    );
  });

  it('send requests that keep the rules', () => {
    const bodies = DOCUMENTS.flatMap((file) =>
      codeBlocks(read(file), 'sh').flatMap((block) =>
        [
          ...block.matchAll(
            /\/peerings(?:\/preflight)?[^']*'content-type[^']*'[^']*-d '(\{.*?\})'/g,
          ),
        ].map(([, body = '']) => body),
      ),
    );
    expect(bodies.length).toBeGreaterThan(0);
    const facts = validationFacts(settings);
    for (const body of bodies)
      expect(validateRequest(JSON.parse(body), facts), body).toMatchObject({ ok: true });
  });
});
