import { createHash } from 'node:crypto';

/** Lower-case hex SHA-256 of the parts; the separator cannot occur in ids, so parts never run together. */
export const sha256 = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

/** First 16 hex of SHA-256: the `h(...)` of event ids and marks. */
export const h = (...parts: readonly string[]): string => sha256(...parts).slice(0, 16);
