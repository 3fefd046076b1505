import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, type Limits } from '../../../../lib/peering/events/envelope.ts';

const limits = (more: Partial<Limits>): Limits => ({ text: 1_000, list: 1_000, ...more });
const textWithin = (text: string, max: number): string => {
  const { only } = Object(clipped({ only: text }, limits({ text: max })));
  return String(only);
};

describe('a text of an event', () => {
  it('stays whole up to its limit, and ends with an ellipsis within it beyond', () => {
    expect(textWithin('abcdef', 6)).toBe('abcdef');
    expect(textWithin('abcdefg', 6)).toBe('abcde…');
  });

  it('loses a character of two units in whole', () => {
    expect(textWithin('abc𝄞def', 5)).toBe('abc…');
    expect(textWithin('abc𝄞def', 6)).toBe('abc𝄞…');
  });

  it('is never longer than its limit, still valid, and the beginning of what it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.integer({ min: 2, max: 30 }),
        (text, max) => {
          const cut = textWithin(text, max);
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(Buffer.from(cut).toString()).toBe(cut);
          if (text.length <= max) expect(cut).toBe(text);
          else expect(text.startsWith(cut.slice(0, -1))).toBe(true);
          // At most one character goes besides the one that makes room for the ellipsis.
          if (text.length > max) expect(cut.length).toBeGreaterThanOrEqual(max - 1);
        },
      ),
    );
  });
});

describe('a list of an event', () => {
  it('stays whole up to its limit, and nothing is said to be left out', () => {
    expect(clipped({ tags: [1, 2, 3] }, limits({ list: 3 }))).toStrictEqual({ tags: [1, 2, 3] });
  });

  it('loses its end beyond, and says how many went', () => {
    expect(clipped({ tags: [1, 2, 3, 4, 5] }, limits({ list: 3 }))).toStrictEqual({
      tags: [1, 2, 3],
      omitted: { tags: 2 },
    });
  });

  it('within others is counted by its path, all of them together', () => {
    const data = {
      findings: [{ evidence: { pairs: [1, 2, 3] } }, { evidence: { pairs: [1, 2] } }],
    };
    expect(clipped(data, limits({ list: 2 }))).toMatchObject({
      omitted: { 'findings.evidence.pairs': 1 },
    });
    expect(
      clipped({ findings: [...data.findings, ...data.findings] }, limits({ list: 1 })),
    ).toEqual({
      findings: [{ evidence: { pairs: [1] } }],
      omitted: { findings: 3, 'findings.evidence.pairs': 2 },
    });
  });

  it.each([
    ['plan', 50],
    ['errors', 50],
    ['findings', 20],
    ['differences', 20],
  ])('%s shows %i at most, however much room there is', (list, max) => {
    const data = { [list]: Array.from({ length: max + 5 }, (_, index) => index) };
    expect(clipped(data, limits({}))).toStrictEqual({
      [list]: data[list]?.slice(0, max),
      omitted: { [list]: 5 },
    });
  });
});

describe('a part of an event', () => {
  it('goes altogether where it is named, wherever it is, and is counted by its path', () => {
    const data = {
      evidence: { a: 1 },
      plan: [1, 2, 3],
      findings: [
        { code: 'A', evidence: {} },
        { code: 'B', evidence: {} },
      ],
    };
    expect(clipped(data, limits({ without: ['evidence', 'plan'] }))).toStrictEqual({
      findings: [{ code: 'A' }, { code: 'B' }],
      omitted: { evidence: 1, plan: 3, 'findings.evidence': 2 },
    });
  });

  it('without a value is left out, and not counted', () => {
    expect(
      clipped({ name: undefined, evidence: undefined, a: 1 }, limits({ without: ['evidence'] })),
    ).toStrictEqual({ a: 1 });
  });

  it('keeps the original of a rejected item whole', () => {
    const data = { original: { base64: 'x'.repeat(50), sha256: 'y'.repeat(50) } };
    expect(clipped(data, limits({ text: 10 }))).toStrictEqual({
      original: { base64: 'x'.repeat(50), sha256: `${'y'.repeat(9)}…` },
    });
  });
});
