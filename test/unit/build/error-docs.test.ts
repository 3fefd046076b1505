import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_PAGE, errorPage } from '../../../build/error-docs.ts';

describe('the page of errors', () => {
  it('is what the table says', () => {
    expect(readFileSync(ERROR_PAGE, 'utf8')).toBe(errorPage());
  });
});
