import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { over, readBudget } from '../../build/budget.ts';
import { DIST, functionNames } from './functions.ts';

const { folderBytes } = readBudget();

describe('the folder of each function', () => {
  it.each(functionNames())('%s stays within its budget of bytes', (name) => {
    const folder = path.join(DIST, name);
    const bytes = readdirSync(folder).map((file) => statSync(path.join(folder, file)).size);

    const all = bytes.reduce((sum, size) => sum + size, 0);
    expect(over(`dist/${name}`, { bytes: all }, { bytes: folderBytes })).toEqual([]);
  });

  it('may have 1 MB at most', () => {
    expect(folderBytes).toBeLessThanOrEqual(1_048_576);
  });
});
