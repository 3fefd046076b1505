import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_PAGE, errorPage } from '../../../build/error-docs.ts';
import { REMEDIES_EN } from '../../../lib/peering/errors/remedies/en.ts';
import { REMEDIES_ZH } from '../../../lib/peering/errors/remedies/zh.ts';

describe('the page of errors', () => {
  it('is what the table says', () => {
    expect(readFileSync(ERROR_PAGE, 'utf8')).toBe(errorPage());
  });

  it('knows the same remedies in both languages', () => {
    expect(REMEDIES_ZH.map(([code]) => code)).toEqual(REMEDIES_EN.map(([code]) => code));
  });
});
