import { describe, expect, it } from 'vitest';
import { problem } from '../../../lib/http/problem.ts';
import { translated } from '../../../lib/http/translated.ts';
import { remedyFor } from '../../../lib/peering/errors/failure.ts';
import { ownCodes, serviceCodes } from '../../../lib/peering/errors/table.ts';

const CHINESE = { headers: { 'accept-language': 'zh-CN,en;q=0.5' } };

const problemOf = (kind: Pick<(typeof KINDS)[number], 'code' | 'category' | 'remedy'>) =>
  problem({ failure: { ...kind, message: 'why', retryable: false }, requestId: 'r1' });

const KINDS = [...ownCodes(), ...serviceCodes()].map(([code, { category }]) => ({
  code,
  category,
  remedy: remedyFor({ code }, category, 'en'),
}));

describe('the language of a remedy', () => {
  it.each(KINDS)('is Chinese for $code where a caller prefers it', async (kind) => {
    const { remedy, ...rest } = JSON.parse((await translated(CHINESE, problemOf(kind))).body);
    const { remedy: english, ...same } = JSON.parse(problemOf(kind).body);
    expect(remedy).toMatch(/\p{Script=Han}/u);
    expect(remedy).not.toBe(english);
    expect(rest).toEqual(same);
  });

  it('follows the category where the cloud uses one of our codes', async () => {
    const failure = {
      code: 'TooLarge',
      message: 'why',
      category: 'quota',
      retryable: false,
    } as const;
    const own = problem({ failure: { ...failure, remedy: '' }, requestId: null });
    const clouds = problem({
      failure: { ...failure, remedy: '', apiRequestId: 'R' },
      requestId: null,
    });
    const remedyOf = async (answer: typeof own) =>
      JSON.parse((await translated(CHINESE, answer)).body).remedy;
    expect(await remedyOf(clouds)).not.toBe(await remedyOf(own));
  });

  it.each([
    ['nobody asks', {}],
    ['English comes first', { 'accept-language': 'en, zh' }],
    ['it is a language nobody speaks here', { 'accept-language': 'fr' }],
  ])('is English where %s', async (_, headers) => {
    const answer = problemOf({ code: 'TooLarge', category: 'invalid', remedy: 'Send less.' });
    expect(await translated({ headers }, answer)).toBe(answer);
  });

  it('leaves good answers alone', async () => {
    const answer = { statusCode: 200, headers: {}, isBase64Encoded: false, body: '[]' };
    expect(await translated(CHINESE, answer)).toBe(answer);
  });
});
