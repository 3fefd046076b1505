import { createHash } from 'node:crypto';
import { exactJson } from '../peering/json-scan.ts';
import { decodeBase64 } from './json/read.ts';
import type { Original } from './types.ts';

/** How much of a rejected message's bytes an event shows. */
const SHOWN_BYTES = 6 * 1024;

/**
 * What only an HTTP call has, in the spellings of the services that carry one: members, header lines, a
 * request line, the query of a URL.
 */
const HTTP_PARTS =
  /(?:headers?|cookies?|authorization|raw_?query\w{0,24}|query_?(?:string|param)\w{0,24}|quer(?:y|ies))\\*["']?\s*:|HTTP\/\d|\?[\w.-]+=/i;

/** Long enough to hold one of them. */
const BASE64_RUN = /[A-Za-z0-9+/]{24,}={0,2}/g;

const mayHoldHttp = (text: string): boolean => HTTP_PARTS.test(text.replaceAll('\0', ''));

/**
 * True if the bytes could show headers, query strings or cookies of somebody's HTTP call: those hold
 * passwords and tokens. A name stands before its value, so looking at what would be shown is enough.
 */
const isSensitive = (shown: Buffer): boolean => {
  const text = shown.toString('latin1');
  if (mayHoldHttp(text)) return true;
  const encoded = text.match(BASE64_RUN) ?? [];
  return encoded.some((run) => {
    const whole = run.slice(0, run.length - (run.length % 4));
    return mayHoldHttp(decodeBase64(whole)?.toString('latin1') ?? '');
  });
};

/** Text as its bytes, a parsed value as its JSON. */
const bytesOf = (payload: unknown): Buffer => {
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(typeof payload === 'string' ? payload : exactJson(payload));
};

/**
 * The bytes of a payload as an event may show them, worked out only when asked for. Nothing is shown of
 * bytes that may hold headers, query strings or cookies; their length and hash distinguish them.
 */
export const originalOf = (payload: unknown) => (): Original => {
  const bytes = bytesOf(payload);
  const head = bytes.subarray(0, SHOWN_BYTES);
  const shown = isSensitive(head) ? Buffer.alloc(0) : head;
  return {
    base64: shown.toString('base64'),
    length: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    truncated: shown.length < bytes.length,
  };
};
