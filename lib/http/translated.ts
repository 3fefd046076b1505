import type { HttpCall } from '../intake/types.ts';
import type { HttpAnswer } from './answer.ts';

const wantsChinese = ({ headers }: Pick<HttpCall, 'headers'>): boolean =>
  /^\s*zh\b/i.test(headers['accept-language'] ?? '');

/** An answer whose remedy is in the caller's language: English unless Chinese comes first. */
export const translated = async (
  call: Pick<HttpCall, 'headers'>,
  answer: HttpAnswer,
): Promise<HttpAnswer> => {
  if (answer.statusCode < 400 || !wantsChinese(call)) return answer;
  const { inChinese } = await import('./in-chinese.ts');
  return { ...answer, body: inChinese(answer.body) };
};
