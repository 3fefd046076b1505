import { randomUUID } from 'node:crypto';

/** An integer literal that may be beyond 2^53; longer ones are left to become a huge, unsafe number. */
const INTEGER = /^-?[1-9]\d{15,99}$/;
const NUMBER = /-?\d[\d.eE+-]*/g;

const isUnsafe = (literal: string): boolean =>
  INTEGER.test(literal) && !Number.isSafeInteger(Number(literal));

const endOfText = (text: string, open: number): number => {
  let quote = text.indexOf('"', open + 1);
  while (quote > 0) {
    let first = quote;
    while (text[first - 1] === '\\') first -= 1;
    if ((quote - first) % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
};

/** The text with each unsafe integer outside of strings as a string that begins with the tag. */
const marked = (text: string, tag: string): string => {
  const parts: string[] = [];
  const mark = (literal: string) => (isUnsafe(literal) ? `"${tag}${literal}"` : literal);
  for (let from = 0; from < text.length; ) {
    const quote = text.indexOf('"', from);
    const until = quote < 0 ? text.length : quote;
    parts.push(text.slice(from, until).replace(NUMBER, mark));
    from = quote < 0 ? text.length : endOfText(text, quote);
    parts.push(text.slice(until, from));
  }
  return parts.join('');
};

/**
 * `JSON.parse` that keeps integers beyond 2^53 - 1 exact, as BigInt, instead of rounding them without a
 * word: account ids are that long, and whoever sends one as a number has to learn it. Everything else is
 * as `JSON.parse` has it. The tag is random, so no message can forge one.
 *
 * @throws SyntaxError as `JSON.parse` does
 */
export const parseExact = (text: string): unknown => {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const tag = `${randomUUID()}:`;
  const tagged = marked(text, tag);
  if (tagged.length === text.length) return JSON.parse(text);
  return JSON.parse(tagged, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(tag) ? BigInt(value.slice(tag.length)) : value,
  );
};

/** The way back: JSON with BigInt as the bare digits that it came from. */
export const exactJson = (value: unknown): string => {
  const tag = `${randomUUID()}:`;
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? `${tag}${each}` : each,
  );
  return (text ?? '').replace(new RegExp(`"${tag}(-?\\d+)"`, 'g'), '$1');
};
