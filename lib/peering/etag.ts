import { h } from './hash.ts';
import type { Connection } from './model/connection.ts';
import { formatOptions } from './state/options.ts';
import type { OurTags } from './state/tags.ts';

/** The entity tag of a connection: what a PATCH may change, its status, and what is wanted of it. */
export const etagOf = (connection: Connection, tags: OurTags | null): string => {
  const { name = '', description = '', bandwidth = '', linkType = '', status } = connection;
  const options = tags?.options ? formatOptions(tags.options) : '';
  return `"${h(JSON.stringify([name, description, bandwidth, linkType, status, options]))}"`;
};
