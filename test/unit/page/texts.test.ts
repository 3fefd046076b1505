import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../lib/peering/model/connection.ts';
import { ROUTE_RESULTS } from '../../../lib/peering/model/event.ts';
import { en } from '../../../page/texts/en.ts';
import { languageOf, speakerOf } from '../../../page/texts/texts.ts';
import { zh } from '../../../page/texts/zh.ts';

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole);

describe('texts', () => {
  it('have the same values in Chinese as in English', () => {
    for (const [key, text] of Object.entries(en)) {
      const other = Object.entries(zh).find(([each]) => each === key)?.[1] ?? '';
      const isCounted = /\.(one|other)$/.test(key);
      const expected = isCounted ? holes(`${text}{n}`) : holes(text);
      expect(new Set(isCounted ? holes(`${other}{n}`) : holes(other)), key).toEqual(
        new Set(expected),
      );
    }
  });

  it('are Chinese in the Chinese catalogue, names aside', () => {
    const latin = Object.entries(zh).filter(([, text]) => !/\p{Script=Han}/u.test(text));
    expect(latin.map(([key]) => key)).toEqual(['detail.vpc', 'list.clauses', 'list.words']);
  });

  it('name every status and every result of a route', () => {
    const wanted = [
      ...STATUSES.map((each) => `status.${each}`),
      ...ROUTE_RESULTS.map((each) => `route.${each}`),
    ];
    expect(wanted.filter((key) => !(key in en))).toEqual([]);
  });

  it('are all shown somewhere', () => {
    const folder = path.resolve(import.meta.dirname, '../../../page');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(?:model|view)\/.*\.ts$|^texts\/texts\.ts$/.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
    /** Those that are named by data: by a state, an action, a status of HTTP. */
    const isNamedByData = (key: string): boolean =>
      /^(?:status|route|severity|find|theme|view|span|action|notice|health)\./.test(key);
    const isShown = (key: string): boolean =>
      sources.includes(`'${key.replace(/\.(?:one|other)$/, '')}'`);
    const unused = Object.keys(en).filter((key) => !isNamedByData(key) && !isShown(key));
    expect(unused).toEqual([]);
  });

  it('are filled in, and keep a hole that has no value', () => {
    const say = speakerOf('en');
    expect(say('await.account', { account: '42' })).toBe('Account 42 to accept');
    expect(say('await.account')).toBe('Account {account} to accept');
  });

  it('count in both languages', () => {
    expect(speakerOf('en').count('table.notes', 1)).toBe('1 finding');
    expect(speakerOf('en').count('table.notes', 2)).toBe('2 findings');
    expect(speakerOf('zh').count('table.notes', 1)).toBe('1 项发现');
  });

  it('show words of the API that they do not know as they are', () => {
    expect(speakerOf('zh').term('status', 'Accepting')).toBe('待接受');
    expect(speakerOf('zh').term('status', 'Moving')).toBe('Moving');
  });

  it.each([
    [59_999, '59 seconds'],
    [60_000, '1 minute'],
    [3_600_000, '1 hour'],
    [47 * 3_600_000, '47 hours'],
    [48 * 3_600_000, '2 days'],
    [-5, '0 seconds'],
  ])('say a span of %d ms as %s', (ms, text) => {
    expect(speakerOf('en').span(ms)).toBe(text);
  });
});

describe('the language', () => {
  it('is the one that was chosen', () => {
    expect(languageOf('zh', ['en-GB'])).toBe('zh');
  });

  it('is the first known one that the browser asks for, else English', () => {
    expect(languageOf(null, ['fr', 'zh-TW', 'en'])).toBe('zh');
    expect(languageOf(null, ['de', 'en-US', 'zh'])).toBe('en');
    expect(languageOf('fr', ['fr'])).toBe('en');
  });
});
