import type { Language } from '../peering/errors/types.ts';

interface Preference {
  readonly range: string;
  readonly weight: number;
}

/** More languages are not read. */
const MAX_PREFERENCES = 20;

const preferenceOf = (part: string): Preference => {
  const [range = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
  const q = parameters.find((each) => each.startsWith('q='))?.slice(2);
  const weight = q === undefined ? 1 : Number(q);
  return { range, weight: weight >= 0 && weight <= 1 ? weight : 0 };
};

const covers = ({ range }: Preference, language: Language): boolean =>
  range === language || range.startsWith(`${language}-`);

/** Of several variants of a language the best liked one counts, and `*` for a language that is not named. */
const weightOf = (preferences: readonly Preference[], language: Language): number => {
  const named = preferences.filter((preference) => covers(preference, language));
  const counting = named.length > 0 ? named : preferences.filter(({ range }) => range === '*');
  return Math.max(0, ...counting.map(({ weight }) => weight));
};

const placeOf = (preferences: readonly Preference[], language: Language): number => {
  const at = preferences.findIndex((preference) => covers(preference, language));
  return at < 0 ? preferences.length : at;
};

/**
 * The language of an answer (RFC 9110, 12.5.4): the one with the higher weight, of two equal ones the one that
 * is named first, English where neither is wanted.
 *
 * @param header the value of `Accept-Language`
 */
export const languageOf = (header: string | undefined): Language => {
  const preferences = (header ?? '').split(',').slice(0, MAX_PREFERENCES).map(preferenceOf);
  const [en, zh] = [weightOf(preferences, 'en'), weightOf(preferences, 'zh')];
  if (en !== zh) return zh > en ? 'zh' : 'en';
  return zh > 0 && placeOf(preferences, 'zh') < placeOf(preferences, 'en') ? 'zh' : 'en';
};
