import { isUtf8 } from 'node:buffer';
import type { RequestFinding } from '../../peering/model/failure.ts';
import { printable } from '../../peering/printable.ts';
import { isGzip, isUtf16, withoutMark } from '../payload-text.ts';
import { parseExact } from './integers.ts';
import { duplicateMember } from './members.ts';
import { isOverLimits } from './scan.ts';

/** Function Compute delivers at most 32 MB to a synchronous invocation. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Items have a limit of their own; what envelopes add to it is little. */
const LIMITS = { depth: 80, values: 250_000 };

const OVER = {
  depth: `is nested deeper than ${LIMITS.depth} levels, its envelopes included`,
  values: `holds more than ${LIMITS.values} values`,
};

export type Json =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: RequestFinding };

const no = (detail: string): Json => ({ ok: false, error: { pointer: '', detail } });

/** What the bytes are if they cannot be JSON text, in words that say what the sender has to change. */
const notText = (bytes: Buffer): string | undefined => {
  if (bytes.length === 0) return 'is empty';
  if (bytes.length > MAX_BYTES) return 'is larger than 32 MB';
  if (isGzip(bytes)) return 'is compressed (gzip); send the JSON text itself';
  if (isUtf16(bytes)) return 'is UTF-16 text; send UTF-8';
  return isUtf8(bytes) ? undefined : 'is not UTF-8 text';
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f]/;

/** Where the parser stopped. Its own words quote the message, which may hold secrets. */
const stopOf = (text: string): number | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/unexpected end|unterminated/i.test(words)) return text.length;
    const [, at] = /position (\d+)/.exec(words) ?? [];
    return at === undefined ? undefined : Number(at);
  }
};

const syntaxFault = (text: string): string => {
  const control = CONTROL.exec(text);
  if (control) return `is not valid JSON: it holds the control character ${printable(control[0])}`;
  const stop = stopOf(text);
  if (stop === undefined) return 'is not valid JSON';
  return stop >= text.length
    ? 'is not valid JSON: it ends too early'
    : `is not valid JSON, from character ${stop} on`;
};

/**
 * Parses untrusted bytes in bounded time and memory: at most 32 MB of UTF-8, 80 levels and 250 000
 * values. Integers beyond 2^53 - 1 become BigInt; an object with a member twice is refused. Never throws,
 * and no error quotes the text.
 */
export const readJson = (input: Buffer): Json => {
  const bytes = withoutMark(input);
  const fault = notText(bytes);
  if (fault !== undefined) return no(fault);
  const over = isOverLimits(bytes, LIMITS);
  if (over) return no(OVER[over]);
  const text = bytes.toString('utf8');
  try {
    const value = parseExact(text);
    const twice = duplicateMember(bytes);
    if (twice !== undefined)
      return no(`has the member "${printable(twice.slice(0, 64))}" more than once`);
    return { ok: true, value };
  } catch {
    return no(syntaxFault(text));
  }
};
