import { createHash } from 'node:crypto';
import type { Original } from './types.ts';

/** How much of a rejected item's bytes an event shows. */
const SHOWN_BYTES = 8 * 1024;

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ??
  '';

/** The bytes of an item as an event may show them, worked out only when asked for. */
export const originalOf = (payload: unknown) => (): Original => {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(typeof payload === 'string' ? payload : jsonText(payload));
  return {
    base64: bytes.subarray(0, SHOWN_BYTES).toString('base64'),
    length: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    truncated: bytes.length > SHOWN_BYTES,
  };
};
