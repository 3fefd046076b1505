import { describe, expect, it } from 'vitest';
import { variables } from '../../../lib/runtime/variables.ts';
import { read, tableRows } from './documents.ts';

const rows = tableRows(read('docs/configuration.md'), 'variable', 'meaning', 'default');
const schema = variables(() => '', true).entries;

const nameIn = (cell = ''): string => cell.replaceAll('`', '');

/** Defaults that stand in the schema; the others depend on something and are described in words. */
const fixedDefaults = Object.entries(schema).flatMap(([name, { default: value }]) =>
  typeof value === 'string' && value !== '' ? [[name, value] as const] : [],
);

describe('docs/configuration.md', () => {
  it('lists every variable of the configuration, each once, and no other', () => {
    const listed = rows.map(([name]) => nameIn(name)).sort();
    expect(listed).toEqual(Object.keys(schema).sort());
  });

  it.each(fixedDefaults)('says that the default of %s is %s', (name, value) => {
    const row = rows.find(([cell]) => nameIn(cell) === name);
    expect(row?.[2]).toBe(`\`${value}\``);
  });

  it('says in words what the others are without a value', () => {
    const fixed = fixedDefaults.map(([name]) => name);
    const others = rows.filter(([name]) => !fixed.includes(nameIn(name) as never));
    expect(others.filter(([, , value = '']) => value === '')).toEqual([]);
  });
});

describe('names of variables in documents', () => {
  it.each(['docs/deploy.md', 'docs/hardening.md', 'docs/quick-start.md', 'README.md'])(
    'in %s are variables of the configuration, or of the tools',
    (file) => {
      const tools = ['PEERFLOW_STAGE', 'PEERFLOW_REGION', 'PEERFLOW_URL', 'PEERFLOW_TOKEN'];
      const known = [...Object.keys(schema), ...tools];
      const named = [...read(file).matchAll(/\bPEERFLOW_[A-Z0-9_]+[A-Z0-9]\b/g)].map(
        ([name]) => name,
      );
      expect(named.filter((name) => !known.includes(name))).toEqual([]);
    },
  );
});
