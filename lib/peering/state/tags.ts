import type { Connection, Tag } from '../model/connection.ts';
import { formatOptions, type Options, parseOptions } from './options.ts';
import { formatMark, type Mark, parseMark } from './state.ts';

/** A connection holds at most 20 tags (TagResources). */
const MAX_TAGS_IN_ALL = 20;
const OURS = 3;

/** Tags that a request may bring: what is left beside ours. */
export const MAX_TAGS = MAX_TAGS_IN_ALL - OURS;

/** What a connection remembers of us. */
export interface Memory {
  readonly requestId: string;
  readonly options: Options;
  readonly mark: Mark;
}

export const requestKey = (name: string): string => `${name}:request`;
export const optionsKey = (name: string): string => `${name}:options`;
export const stateKey = (name: string): string => `${name}:state`;

const tagValue = (connection: Connection, key: string): string | undefined =>
  connection.tags.find((tag) => tag.key === key)?.value;

/**
 * Our three tags of a connection, or `null`. Marks count only on connections that our account owns:
 * tags are per side, and the other side could write what it likes.
 */
export const readMemory = (
  connection: Connection,
  { name, accountId }: { readonly name: string; readonly accountId: string },
): Memory | null => {
  const requestId = tagValue(connection, requestKey(name));
  if (requestId === undefined || connection.ownerId !== accountId) return null;
  return {
    requestId,
    options: parseOptions(tagValue(connection, optionsKey(name))),
    mark: parseMark(tagValue(connection, stateKey(name))),
  };
};

/** The tags that go with a create, or onto an untagged connection that is adopted. */
export const memoryTags = (name: string, memory: Memory): readonly Tag[] => [
  { key: requestKey(name), value: memory.requestId },
  { key: optionsKey(name), value: formatOptions(memory.options) },
  { key: stateKey(name), value: formatMark(memory.mark) },
];

export const hasRoomForOurTags = (connection: Connection): boolean =>
  connection.tags.length <= MAX_TAGS;

/** The tags that are somebody else's business: what events and answers show. */
export const othersTags = (connection: Connection, name: string): readonly Tag[] =>
  connection.tags.filter((tag) => !tag.key.startsWith(`${name}:`));
