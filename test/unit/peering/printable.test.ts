import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../../lib/peering/printable.ts';

describe('a text that people read', () => {
  it.each([
    ['plain text, with blanks: 网络 é 😀', 'plain text, with blanks: 网络 é 😀'],
    ['a\u0000b', 'a\\u0000b'],
    ['a\nb\tc', 'a\\u000ab\\u0009c'],
    ['a\u007fb\u0085', 'a\\u007fb\\u0085'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['turned \u202eround', 'turned \\u202eround'],
    ['\ufeffmark', '\\ufeffmark'],
    ['no\u00a0break', 'no\\u00a0break'],
    ['lines\u2028\u2029', 'lines\\u2028\\u2029'],
    ['braille\u2800', 'braille\\u2800'],
    ['half \ud800', 'half \\ud800'],
    ['tag \u{e0041}', 'tag \\udb40\\udc41'],
    ['variation \ufe0f', 'variation \\ufe0f'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('is one line, and stays as it is once it is shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        expect(printable(printable(text))).toBe(printable(text));
      }),
    );
  });
});
