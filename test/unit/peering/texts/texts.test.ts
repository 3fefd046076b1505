import { describe, expect, it, test } from 'vitest';
import { remedyFor } from '../../../../lib/peering/errors/failure.ts';
import { ownCodes, serviceCodes } from '../../../../lib/peering/errors/table.ts';
import { inLanguage, textIn } from '../../../../lib/peering/texts/in-language.ts';
import { catalogueOf } from '../../../../lib/peering/texts/match.ts';
import { sourceTexts } from './source-texts.ts';

const HAN = /\p{Script=Han}/u;

/** Texts that nobody but a developer or the log reads. */
const NOT_FOR_CALLERS = [
  /^is x0$/,
  /^The action is not/,
  /^Request .* was neither finished nor queued$/,
];

const TEXTS = sourceTexts().filter((text) => !NOT_FOR_CALLERS.some((each) => each.test(text)));

describe('texts for people', () => {
  it('are found in the sources', () => {
    expect(TEXTS.length).toBeGreaterThan(150);
    expect(TEXTS).toContain('is missing');
  });

  it.each(TEXTS)('have a Chinese text: %s', (text) => {
    expect(textIn(text, 'zh')).toMatch(HAN);
    expect(textIn(text, 'en')).toBe(text);
  });

  it.each([...ownCodes(), ...serviceCodes()].map(([code, row]) => ({ code, row })))(
    'the remedy of $code is translated as its row says',
    ({ code, row: { category } }) => {
      const english = remedyFor({ code }, category, 'en');
      expect(textIn(english, 'zh')).toMatch(HAN);
    },
  );
});

describe('the catalogue', () => {
  const catalogue = catalogueOf([
    ['a {one} of {two}.', '{two}的{one}。'],
    ['{text} (got "{value}")', '{text}（{value}）'],
    ['b', '乙'],
  ]);

  test.each([
    ['b', '乙'],
    ['a x of y.', 'y的x。'],
    ['a b of b.', '乙的乙。'],
    ['b (got "a x of y.")', '乙（y的x。）'],
    ['other', undefined],
    ['a x of y', undefined],
  ])('%s', (text, expected) => {
    expect(catalogue.translate(text)).toBe(expected);
  });

  it('keeps values as they are, whatever they hold', () => {
    expect(catalogue.translate('a {two} of $&.')).toBe('$&的{two}。');
  });

  it('takes no longer for a text made to confuse it', () => {
    const text = `a ${' of a'.repeat(700)}`;
    expect(catalogue.translate(text)).toBeUndefined();
  });
});

describe('a document in Chinese', () => {
  it('has its own texts translated, and what others wrote left as it is', () => {
    const document = {
      title: 'Too Large',
      code: 'TooLarge',
      category: 'invalid',
      detail: 'The body has 5 bytes, more than 128 KB.',
      errors: [{ pointer: '/a', detail: 'is missing' }],
      findings: [{ code: 'X', detail: 'is empty', evidence: { detail: 'is empty' }, remedy: 'r' }],
      connection: { description: 'is missing', detail: 'is missing' },
    };
    expect(inLanguage(document, 'zh')).toEqual({
      ...document,
      title: '请求体过大',
      detail: '请求体有 5 字节，超过 128 KB。',
      errors: [{ pointer: '/a', detail: '缺失' }],
      findings: [{ code: 'X', detail: '为空', evidence: { detail: 'is empty' }, remedy: 'r' }],
    });
    expect(inLanguage(document, 'en')).toBe(document);
  });

  it('names the kind of a problem that only its category tells', () => {
    const document = { title: 'x', code: 'Throttling.User', category: 'throttled' };
    expect(inLanguage(document, 'zh')).toEqual({ ...document, title: '请求过于频繁' });
  });
});
