import type { Language } from '../peering/errors/types.ts';

interface Wish {
  readonly range: string;
  readonly weight: number;
}

/** More are nobody's wish. */
const MAX_WISHES = 20;

const wishOf = (part: string): Wish => {
  const [range = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
  const q = parameters.find((each) => each.startsWith('q='))?.slice(2);
  const weight = q === undefined ? 1 : Number(q);
  return { range, weight: weight >= 0 && weight <= 1 ? weight : 0 };
};

const covers = ({ range }: Wish, language: Language): boolean =>
  range === language || range.startsWith(`${language}-`);

/** Of several variants of a language the best liked one counts, and `*` for a language that is not named. */
const weightOf = (wishes: readonly Wish[], language: Language): number => {
  const named = wishes.filter((wish) => covers(wish, language));
  const counting = named.length > 0 ? named : wishes.filter(({ range }) => range === '*');
  return Math.max(0, ...counting.map(({ weight }) => weight));
};

const placeOf = (wishes: readonly Wish[], language: Language): number => {
  const at = wishes.findIndex((wish) => covers(wish, language));
  return at < 0 ? wishes.length : at;
};

/**
 * The language of an answer (RFC 9110, 12.5.4): the one with the higher weight, of two equal ones the one that
 * is named first, English where neither is wanted.
 *
 * @param header the value of `Accept-Language`
 */
export const languageOf = (header: string | undefined): Language => {
  const wishes = (header ?? '').split(',').slice(0, MAX_WISHES).map(wishOf);
  const [en, zh] = [weightOf(wishes, 'en'), weightOf(wishes, 'zh')];
  if (en !== zh) return zh > en ? 'zh' : 'en';
  return zh > 0 && placeOf(wishes, 'zh') < placeOf(wishes, 'en') ? 'zh' : 'en';
};
