import { spanOf } from '../model/time.ts';
import { en, type TextKey, type Texts } from './en.ts';
import { zh } from './zh.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

const TEXTS: Readonly<Record<Language, Texts>> = { en, zh };

export type Values = Readonly<Record<string, string | number>>;

/** Speaks one language. */
export interface Speaker {
  readonly language: Language;
  /** A text with its values filled in. */
  (key: TextKey, values?: Values): string;
  /** A text that depends on a number: `{key}.one` for 1, else `{key}.other`. */
  count(key: CountKey, n: number, values?: Values): string;
  /** A text of the catalogue that is named by data, or the data itself. */
  term(family: 'status' | 'route' | 'severity' | 'health', word: string): string;
  /** A length of time in milliseconds. */
  span(ms: number): string;
  /** A moment (epoch milliseconds) as local date and time. */
  moment(at: number): string;
  /** A moment of today, or of now: its time only. */
  clock(at: number): string;
}

type CountKey = { [K in TextKey]: K extends `${infer Stem}.other` ? Stem : never }[TextKey];

const isKey = (key: string): key is TextKey => key in en;

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

export const speakerOf = (language: Language): Speaker => {
  const texts = TEXTS[language];
  const say = (key: TextKey, values: Values = {}): string => fill(texts[key], values);
  const count: Speaker['count'] = (key, n, values = {}) => {
    const full = `${key}.${n === 1 ? 'one' : 'other'}`;
    return isKey(full) ? say(full, { n: n.toLocaleString(LOCALES[language]), ...values }) : '';
  };
  const dates = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const times = new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'medium' });
  return Object.assign(say, {
    language,
    count,
    term: (family: string, word: string) => {
      const key = `${family}.${word}`;
      return isKey(key) ? say(key) : word;
    },
    span: (ms: number) => {
      const { unit, count: n } = spanOf(ms);
      return count(`span.${unit}`, n);
    },
    moment: (at: number) => dates.format(at),
    clock: (at: number) => times.format(at),
  });
};

/** The language of a page: the one that was chosen, else the first that the browser asks for. */
export const languageOf = (chosen: string | null, wanted: readonly string[]): Language => {
  const known = LANGUAGES.find((each) => each === chosen);
  if (known) return known;
  const first = wanted.find((tag) => /^(en|zh)\b/i.test(tag)) ?? 'en';
  return /^zh/i.test(first) ? 'zh' : 'en';
};
