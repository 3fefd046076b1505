import { createHash } from 'node:crypto';
import { exactJson } from './json/integers.ts';
import type { Original } from './old-types.ts';

/** How much of a rejected item's bytes an event shows. */
const SHOWN_BYTES = 8 * 1024;

/** Text as its bytes, a parsed value as its JSON. */
const bytesOf = (payload: unknown): Buffer => {
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(typeof payload === 'string' ? payload : exactJson(payload));
};

/** The bytes of an item as an event may show them, worked out only when asked for. */
export const originalOf = (payload: unknown) => (): Original => {
  const bytes = bytesOf(payload);
  return {
    base64: bytes.subarray(0, SHOWN_BYTES).toString('base64'),
    length: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    truncated: bytes.length > SHOWN_BYTES,
  };
};
