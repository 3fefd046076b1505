/**
 * An English text of ours and its Chinese one. `{name}` stands for one word that differs from case to case,
 * `{name...}` for any text, which is translated too where it is one of ours.
 */
export type Pair = readonly [en: string, zh: string];

interface Place {
  readonly name: string;
  readonly isText: boolean;
}

interface Template {
  /** The fixed parts of the English text, one more than there are places. */
  readonly parts: readonly string[];
  readonly places: readonly Place[];
  readonly zh: string;
}

const PLACE = /\{(\w+)(\.\.\.)?\}/g;
const BLANK = /\s/;
const SENTENCE_END = /\. /;

const templateOf = ([en, zh]: Pair): Template => ({
  parts: en.split(/\{\w+(?:\.\.\.)?\}/),
  places: [...en.matchAll(PLACE)].map(([, name = '', dots]) => ({
    name,
    isText: dots !== undefined,
  })),
  zh,
});

/** A word has no blank; within a sentence a text ends where the sentence ends. */
const mayStand = (value: string, { isText }: Place, isSentence: boolean): boolean =>
  isText ? !(isSentence && SENTENCE_END.test(value)) : value !== '' && !BLANK.test(value);

/**
 * What stands in the places of a template, or `undefined` for another text. Each fixed part is looked for once,
 * so that texts of strangers cost no more than their length.
 */
const valuesIn = (
  text: string,
  { parts, places }: Template,
): ReadonlyMap<string, string> | undefined => {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const isSentence = last.endsWith('.');
  const values = new Map<string, string>();
  let at = first.length;
  const end = text.length - last.length;
  for (const [index, place] of places.entries()) {
    const part = parts[index + 1] ?? '';
    const next = index === places.length - 1 ? end : text.indexOf(part, at);
    if (next < at || next > end) return undefined;
    const value = text.slice(at, next);
    if (!mayStand(value, place, isSentence)) return undefined;
    values.set(place.name, value);
    at = next + part.length;
  }
  return values;
};

export interface Catalogue {
  /** The Chinese text, with the same values in its places; `undefined` for a text that is not ours. */
  translate(text: string): string | undefined;
}

/** Longer texts are not ours. */
const MAX_LENGTH = 4_000;
/** A value may be a text of ours again. */
const MAX_DEPTH = 6;

/** What stands between two sentences, and between two entries of a list. */
const SEAMS = [/((?<=\.) )/, /(; )/];
const CHINESE_SEAM: Readonly<Record<string, string>> = { ' ': '', '; ': '；' };

const fixedLength = ({ parts }: Template): number => parts.join('').length;

/** Looks texts up, the most specific template first; values that are texts of ours are translated as well. */
export const catalogueOf = (pairs: readonly Pair[]): Catalogue => {
  const whole = new Map(pairs.filter(([en]) => !en.includes('{')));
  const templates = pairs
    .filter(([en]) => en.includes('{'))
    .map(templateOf)
    .sort((a, b) => fixedLength(b) - fixedLength(a));

  const filled = (zh: string, values: ReadonlyMap<string, string>, depth: number): string =>
    zh.replace(PLACE, (place, name: string) => {
      const value = values.get(name);
      return value === undefined ? place : (translate(value, depth + 1) ?? value);
    });

  const byTemplate = (text: string, depth: number): string | undefined => {
    for (const template of templates) {
      const values = valuesIn(text, template);
      const chinese = values && filled(template.zh, values, depth);
      if (chinese !== undefined && chinese !== text) return chinese;
    }
    return undefined;
  };

  /** Several texts, one after another; what is not ours among them stays as it is. */
  const byPieces = (text: string, depth: number): string | undefined => {
    const pieces = SEAMS.map((seam) => text.split(seam)).find(({ length }) => length > 1);
    if (!pieces) return undefined;
    const chinese = pieces.map((each) => translate(each, depth + 1));
    if (chinese.every((each) => each === undefined)) return undefined;
    const isBetweenOurs = (at: number): boolean =>
      chinese[at - 1] !== undefined && chinese[at + 1] !== undefined;
    return pieces
      .map((each, at) => chinese[at] ?? (isBetweenOurs(at) ? CHINESE_SEAM[each] : each) ?? each)
      .join('');
  };

  const translate = (text: string, depth: number): string | undefined => {
    const known = whole.get(text);
    if (known !== undefined || depth > MAX_DEPTH || text.length > MAX_LENGTH) return known;
    return byTemplate(text, depth) ?? byPieces(text, depth);
  };
  return { translate: (text) => translate(text, 0) };
};
