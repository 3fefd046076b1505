/** An English text of ours and its Chinese one; `{name}` stands for what differs from case to case. */
export type Pair = readonly [en: string, zh: string];

interface Template {
  /** The fixed parts of the English text, one more than there are names. */
  readonly parts: readonly string[];
  readonly names: readonly string[];
  readonly zh: string;
}

const PLACE = /\{(\w+)\}/g;

const templateOf = ([en, zh]: Pair): Template => ({
  parts: en.split(/\{\w+\}/),
  names: [...en.matchAll(PLACE)].map(([, name = '']) => name),
  zh,
});

/**
 * What stands in the places of a template, or `undefined` for another text. Each fixed part is looked for once,
 * so that texts of strangers cost no more than their length.
 */
const valuesIn = (
  text: string,
  { parts, names }: Template,
): ReadonlyMap<string, string> | undefined => {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const values = new Map<string, string>();
  let at = first.length;
  const end = text.length - last.length;
  for (const [index, name] of names.entries()) {
    const part = parts[index + 1] ?? '';
    const next = index === names.length - 1 ? end : text.indexOf(part, at);
    if (next < at || next > end) return undefined;
    values.set(name, text.slice(at, next));
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
const MAX_DEPTH = 4;

const fixedLength = ({ parts }: Template): number => parts.join('').length;

/** Looks texts up, the most specific template first; values that are texts of ours are translated as well. */
export const catalogueOf = (pairs: readonly Pair[]): Catalogue => {
  const whole = new Map(pairs.filter(([en]) => !en.includes('{')));
  const templates = pairs
    .filter(([en]) => en.includes('{'))
    .map(templateOf)
    .sort((a, b) => fixedLength(b) - fixedLength(a));
  const translate = (text: string, depth: number): string | undefined => {
    const known = whole.get(text);
    if (known !== undefined || depth > MAX_DEPTH || text.length > MAX_LENGTH) return known;
    for (const template of templates) {
      const values = valuesIn(text, template);
      if (!values) continue;
      return template.zh.replace(PLACE, (place, name: string) => {
        const value = values.get(name);
        return value === undefined ? place : (translate(value, depth + 1) ?? value);
      });
    }
    return undefined;
  };
  return { translate: (text) => translate(text, 0) };
};
