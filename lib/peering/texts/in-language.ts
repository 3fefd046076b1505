import { categoryRemedies } from '../errors/rows/families.ts';
import { ownCodes, serviceCodes } from '../errors/table.ts';
import type { Language, Row } from '../errors/types.ts';
import { once } from '../once.ts';
import { chineseTexts } from './chinese.ts';
import { catalogueOf, type Pair } from './match.ts';
import { titles } from './titles.ts';

const remedyOf = ([, { en, zh }]: readonly [string, Row]): readonly Pair[] =>
  en === undefined || zh === undefined ? [] : [[en, zh]];

const remedies = (): readonly Pair[] => [
  ...[...ownCodes(), ...serviceCodes()].flatMap(remedyOf),
  ...Object.values(categoryRemedies()).map(({ en, zh }): Pair => [en, zh]),
];

const catalogue = once(() => catalogueOf([...remedies(), ...chineseTexts()]));

/** A text of ours in a language; what the services say themselves stays as it is. */
export const textIn = (text: string, language: Language): string =>
  language === 'en' ? text : (catalogue().translate(text) ?? text);

/** Members that hold texts for people, wherever they stand. */
const TEXTS: ReadonlySet<string> = new Set(['detail', 'remedy', 'message']);
/** Members that hold what others wrote. */
const FOREIGN: ReadonlySet<string> = new Set([
  'connection',
  'connections',
  'evidence',
  'original',
  'asked',
  'actual',
]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberIn = (name: string, value: unknown, language: Language): unknown => {
  if (FOREIGN.has(name)) return value;
  if (typeof value === 'string') return TEXTS.has(name) ? textIn(value, language) : value;
  if (Array.isArray(value)) return value.map((each) => memberIn('', each, language));
  return isRecord(value) ? recordIn(value, language) : value;
};

const recordIn = (record: object, language: Language): Readonly<Record<string, unknown>> => {
  const members = Object.entries(record).map(
    ([name, value]) => [name, memberIn(name, value, language)] as const,
  );
  return Object.fromEntries([...members, ...titleIn(record)]);
};

/** A problem document says in its title what kind of problem it is. */
const titleIn = (record: object): readonly (readonly [string, string])[] => {
  if (!('title' in record && 'code' in record && 'category' in record)) return [];
  return [['title', titles(String(record.code), String(record.category))]];
};

/**
 * A problem document, an answer or the data of an event with its texts for people in a language: `detail`,
 * `remedy` and `message` of findings, failures and errors, and the title of a problem.
 */
export const inLanguage = (value: object, language: Language): object =>
  language === 'en' ? value : recordIn(value, language);
