import type { RequestFinding } from '../peering/model/failure.ts';

const MAX_DEPTH = 64;
/** Function Compute delivers at most 32 MB synchronously. */
const MAX_BYTES = 32 * 1024 * 1024;

export type Json =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: RequestFinding };

const no = (detail: string, pointer = ''): Json => ({ ok: false, error: { pointer, detail } });

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;
const BIG = '\u0000big:';

/** Integers beyond 2^53 as BigInt: `JSON.parse` would round them without a word. */
const parseBig = (text: string): unknown => {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const marked = text.replace(TOKEN, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"\\u0000big:${token}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(BIG) && /^-?\d{16,}$/.test(value.slice(5))
      ? BigInt(value.slice(5))
      : value,
  );
};

const STRUCTURE = /"(?:[^"\\]|\\.)*"?|[[\]{}]/g;
const STEP: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/** A scan before the parse: parsers recurse, and a megabyte of brackets is a message too. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (const [token] of text.matchAll(STRUCTURE)) {
    depth += STEP[token] ?? 0;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
};

/** Parses untrusted text in bounded time and depth; never throws. */
export const readJson = (text: string): Json => {
  if (text.length > MAX_BYTES) return no('is larger than 32 MB');
  if (isTooDeep(text)) return no(`is nested deeper than ${MAX_DEPTH} levels`);
  try {
    return { ok: true, value: parseBig(text) };
  } catch (error) {
    return no(`is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`);
  }
};

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys that reach prototypes in careless code have no place in a request. */
export const pollutes = (value: unknown, at = ''): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    const pointer = `${at}/${key.slice(0, 64)}`;
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return pointer;
    const deeper = pollutes(Reflect.get(value, key), pointer);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
};
