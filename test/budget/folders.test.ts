import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { over, readBudget } from './budget.ts';
import { DIST, functionNames } from './functions.ts';

const { package: limits } = readBudget();

describe('the folder of each function', () => {
  it.each(functionNames())('%s stays within its budget of bytes', (name) => {
    const folder = path.join(DIST, name);
    const files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file)));

    const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
    const measured = {
      code: sum(files.map(({ length }) => length)) - readFileSync(`${folder}/main.cache`).length,
      // Function Compute keeps and transfers folders as ZIP files.
      zipped: sum(files.map((bytes) => deflateRawSync(bytes).length)),
    };
    expect(over(`dist/${name}`, measured, limits)).toEqual([]);
  });

  it.each(functionNames())('%s leaves the rules of languages alone', (name) => {
    const code = readFileSync(path.join(DIST, name, 'main.js'), 'latin1');

    // The first of these calls loads the tables of all languages: 5 ms of CPU, and 5 MB.
    expect(code.match(/\.localeCompare\(|\.toLocale\w+\(|\bIntl\.\w+/g)).toBeNull();
  });

  it('may have 1 MB of code at most', () => {
    expect(limits.code).toBeLessThanOrEqual(1_048_576);
  });
});
