import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOG_ALARMS, LOG_FIELDS, QUEUE_ALARMS } from '../../../deploy/alarms.ts';
import { SINK_KINDS } from '../../../deploy/sinks.ts';
import { CATEGORIES } from '../../../lib/peering/model/failure.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const operate = read('docs/operate.md');
const deploy = read('docs/deploy.md');
const configuration = read('docs/configuration.md');

describe('docs/operate.md', () => {
  it.each([...QUEUE_ALARMS, ...LOG_ALARMS])('has a threshold and a runbook for $id', ({ id }) => {
    expect(operate).toContain(`| [${id}](#${id}) |`);
    expect(operate).toMatch(new RegExp(`^### ${id}$`, 'm'));
  });

  it.each(CATEGORIES)('says what to do about failures of category %s', (category) => {
    expect(operate).toMatch(new RegExp(`^\\| \`${category}\` \\| .+ \\| .+ \\|$`, 'm'));
  });

  it('uses no field in a query that the log does not have', () => {
    const queries = [operate, ...LOG_ALARMS.map(({ query }) => query)].join('\n');
    const used = [...queries.matchAll(/\bmessage\.(\w+)/g)].map(([, name]) => name);
    const known = Object.keys(LOG_FIELDS);
    expect(used.filter((name) => name === undefined || !known.includes(name))).toEqual([]);
  });
});

describe('docs/configuration.md', () => {
  it('lists every variable of s.yaml', () => {
    const table = [...configuration.matchAll(/`(PEERFLOW_[A-Z0-9_]+)`/g)].map(([, name]) => name);
    const passed = [...read('s.yaml').matchAll(/^ {8}(PEERFLOW_\w+):/gm)].map(([, name]) => name);
    expect(passed.length).toBeGreaterThan(30);
    expect(passed.filter((name) => !table.includes(name))).toEqual([]);
  });
});

describe('docs/deploy.md', () => {
  it('names the parameter for every kind of sink that needs a right', () => {
    for (const { parameter } of SINK_KINDS) expect(deploy).toContain(`\`${parameter}\``);
  });

  it('points only to files that exist', () => {
    const files = [...deploy.matchAll(/`((?:examples|deploy)\/[\w./-]+)`/g)].map(
      ([, file]) => file,
    );
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(read(String(file)).length, file).toBeGreaterThan(0);
  });
});
