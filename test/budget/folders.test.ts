import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sizesOf } from '../../build/outputs/sizes.ts';
import { over, readBudget } from './budget.ts';
import { DIST, functionNames } from './functions.ts';

const { package: limits } = readBudget();

/** Code caches are budgeted on the Node.js that functions run on: each V8 writes them otherwise. */
const IS_RUNTIME = process.versions.node.startsWith('20.');

describe('the folder of each function', () => {
  it.each(functionNames())('%s stays within its budget of bytes', async (name) => {
    const { code, ...withCache } = await sizesOf(path.join(DIST, name));

    const measured = { code, ...(IS_RUNTIME ? withCache : {}) };
    expect(over(`dist/${name}`, measured, limits[name] ?? {})).toEqual([]);
  });

  it.each(functionNames())('%s leaves the rules of languages alone', (name) => {
    const code = readFileSync(path.join(DIST, name, 'main.js'), 'latin1');

    // The first of these calls loads the tables of all languages: 5 ms of CPU, and 5 MB.
    expect(code.match(/\.localeCompare\(|\.toLocale\w+\(|\bIntl\.\w+/g)).toBeNull();
  });

  it('may have 1 MB of code at most', () => {
    for (const { code } of Object.values(limits)) expect(code).toBeLessThanOrEqual(1_048_576);
  });
});
