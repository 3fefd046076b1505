import { createHash } from 'node:crypto';
import type { Connection } from './model/connection.ts';
import { formatOptions, type OurTags } from './state/tags.ts';

/** Lower-case hex SHA-256 of the parts; the separator cannot occur in ids, so parts never run together. */
export const sha256 = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

/** First 16 hex of SHA-256: the `h(...)` of event ids and marks. */
export const h = (...parts: readonly string[]): string => sha256(...parts).slice(0, 16);

/** The entity tag of a connection: what a PATCH may change, its status, and what is wanted of it. */
export const etagOf = (connection: Connection, tags: OurTags | null): string => {
  const { name = '', description = '', bandwidth = '', linkType = '', status } = connection;
  const options = tags?.options ? formatOptions(tags.options) : '';
  return `"${h(JSON.stringify([name, description, bandwidth, linkType, status, options]))}"`;
};
