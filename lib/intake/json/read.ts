import { isUtf8 } from 'node:buffer';
import type { RequestFinding } from '../../peering/model/failure.ts';
import { parseExact } from './integers.ts';
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

const BYTE_ORDER_MARK = '\uFEFF';

const withoutMark = (text: string): string =>
  text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;

/** The parser's own words may quote the whole message. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 120) : 'unreadable';

/**
 * Parses untrusted bytes in bounded time and memory: at most 32 MB of UTF-8, 80 levels and 250 000
 * values. Integers beyond 2^53 - 1 become BigInt. Never throws.
 */
export const readJson = (bytes: Buffer): Json => {
  if (bytes.length > MAX_BYTES) return no('is larger than 32 MB');
  if (!isUtf8(bytes)) return no('is no UTF-8 text');
  const over = isOverLimits(bytes, LIMITS);
  if (over) return no(OVER[over]);
  try {
    return { ok: true, value: parseExact(withoutMark(bytes.toString('utf8'))) };
  } catch (error) {
    return no(`is no JSON: ${reasonOf(error)}`);
  }
};
