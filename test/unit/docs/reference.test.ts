import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { LOG_ALARMS } from '../../../deploy/alarms.ts';
import { ROUTES } from '../../../lib/http/api.ts';
import { ROUTE_RESULTS } from '../../../lib/peering/model/event.ts';
import { CATEGORIES } from '../../../lib/peering/model/failure.ts';
import { DRIFTS } from '../../../lib/peering/routes/check/drift.ts';
import { DOCUMENTS, ROOT, read, tableRows } from './documents.ts';

describe('docs/security.md', () => {
  const threats = tableRows(read('docs/security.md'), 'threat', 'control', 'shown by');

  it('has enough threats to be worth reading', () => {
    expect(threats.length).toBeGreaterThan(20);
  });

  it.each(threats)('names a test that exists against: %s', (_threat, control, shownBy = '') => {
    const [, file = '', title = ''] = /^`(test\/[\w./-]+)`: (.+)$/.exec(shownBy) ?? [];
    expect(control).not.toBe('');
    expect(existsSync(path.join(ROOT, file)), shownBy).toBe(true);
    expect(read(file).includes(title), shownBy).toBe(true);
  });
});

describe('docs/http.md', () => {
  const text = read('docs/http.md');

  it('has every call of the HTTP API, and no other', () => {
    const listed = tableRows(text, 'call', 'answer').map(([call = '']) => call.replaceAll('`', ''));
    const served = ROUTES.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect([...listed].sort()).toEqual([...served].sort());
  });

  it.each(ROUTES)('names the query parameters of $operation', ({ method, path, query }) => {
    const call = `\`${method} ${path.replace(/:(\w+)/g, '{$1}')}\``;
    const row = tableRows(text, 'call', 'answer').find(([cell]) => cell === call);
    expect(query.filter((name) => !row?.[1]?.includes(name))).toEqual([]);
  });

  it('has a status for every category of failure', () => {
    const rows = tableRows(text, 'category', 'HTTP status').map(([category = '']) => category);
    const listed = rows.flatMap((cell) => cell.split(' ').map((each) => each.replaceAll('`', '')));
    expect(listed.sort()).toEqual([...CATEGORIES].sort());
  });
});

describe('docs/routes.md', () => {
  const text = read('docs/routes.md');
  const wordsOf = (...header: readonly string[]): readonly string[] =>
    tableRows(text, ...header).flatMap(([cell = '']) => cell.replaceAll('`', '').split(' '));

  it('explains every result of an entry, and every way in which routes drift', () => {
    expect([...wordsOf('`result`', 'what it means')].sort()).toEqual([...ROUTE_RESULTS].sort());
    expect([...wordsOf('finding')].sort()).toEqual([...DRIFTS].sort());
  });
});

describe('CHANGELOG.md', () => {
  it('begins with the version of the package', () => {
    const { version } = v.parse(
      v.object({ version: v.string() }),
      JSON.parse(read('package.json')),
    );
    expect(/^## \[(\d[^\]]*)\]/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
  });
});

describe('docs/operate.md', () => {
  const lines = tableRows(read('docs/operate.md'), 'line (`msg`)', 'when', 'fields');
  const sources = ['functions', 'lib']
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(path.join(ROOT, folder, name), 'utf8')),
    )
    .filter((source) => /\blog\b/.test(source));

  it.each(lines)('describes %s as the code writes it', (msg = '', _when, fields = '') => {
    const writing = sources.filter((source) => source.includes(`'${msg.replaceAll('`', '')}'`));
    expect(writing.length, msg).toBeGreaterThan(0);
    const named = [...fields.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !writing.some((source) => source.includes(name)))).toEqual([]);
  });

  it('has every line that an alarm or a query asks for', () => {
    const known = lines.map(([msg = '']) => msg.replaceAll('`', ''));
    const asked = [read('docs/operate.md'), ...LOG_ALARMS.map(({ query }) => query)].flatMap(
      (text) =>
        [...text.matchAll(/message\.msg"?\s*(?::|=)\s*["']([^"']+)["']/g)].map(
          ([, msg = '']) => msg,
        ),
    );
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter((msg) => !known.includes(msg))).toEqual([]);
  });
});

/** Those of the package that `s init` starts from. */
const PACKAGE_DOCUMENTS = ['readme.md', 'readme_en.md', 'version.md'];

describe('comments in sources', () => {
  const sources = [
    'bench',
    'build',
    'cli',
    'deploy',
    'functions',
    'lib',
    'page',
    'reference',
    'sandbox',
  ].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
      .map((name) => path.posix.join(folder, name)),
  );

  it('name only documents that the repository has', () => {
    const named = sources.flatMap((file) =>
      [...read(file).matchAll(/(?<![\w/.-])((?:docs\/)?[\w-]+\.md)\b/g)].map(
        ([, name = '']) => name,
      ),
    );
    const known = [...DOCUMENTS, ...PACKAGE_DOCUMENTS].flatMap((each) => [
      each,
      path.posix.basename(each),
    ]);
    expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([]);
  });
});

/** Paths of one machine, which nobody else has. */
const MACHINE_PATH = /(?:^|[\s`'"(])\/(?:home|root|tmp|mnt|opt|srv|Users)\//m;

describe('documents', () => {
  it.each(DOCUMENTS)(
    '%s speaks only of files that the repository has, and of no machine',
    (file) => {
      const text = read(file);
      expect(text).not.toMatch(MACHINE_PATH);
      const named = [...text.matchAll(/(?<![\w/-])([A-Z][A-Z-]+\.md)\b/g)].map(
        ([, name = '']) => name,
      );
      expect(named.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
    },
  );

  it.each(DOCUMENTS)('%s uses plain words', (file) => {
    // Words that the glossary replaces.
    expect(read(file)).not.toMatch(/\b(errands?|mishaps?|ledger|wish(es)?|of its own accord)\b/i);
  });
});
