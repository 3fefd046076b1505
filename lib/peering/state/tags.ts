import { sha256 } from '../hash.ts';
import type { Connection, Tag } from '../model/connection.ts';
import { formatOptions, type Options, parseOptions } from './options.ts';
import { parseState, type StateWord } from './state.ts';

/** A connection holds at most 20 tags (TagResources). */
const MAX_TAGS_IN_ALL = 20;
const OURS = 3;

/** Tags that a request may bring: what is left beside ours. */
export const MAX_TAGS = MAX_TAGS_IN_ALL - OURS;

/** What the tags of a connection say of us. */
export interface OurTags {
  /** The request id of its maker, as the tag holds it. */
  readonly requestId: string;
  /** What is wanted of it; `undefined` where the tag is missing or cannot be read. */
  readonly options: Options | undefined;
  readonly state: StateWord;
}

export const requestKey = (name: string): string => `${name}:request`;
export const optionsKey = (name: string): string => `${name}:options`;
export const stateKey = (name: string): string => `${name}:state`;

/** Tag values may not begin with these, in any case; nor may they hold URLs. */
const RESERVED = /^(aliyun|acs:)/i;
const MAX_VALUE = 128;

/** A request id as the tag holds it: one that may not be a tag value is stored hashed. */
export const requestTagValue = (requestId: string): string =>
  RESERVED.test(requestId) || requestId.length > MAX_VALUE || /https?:\/\//i.test(requestId)
    ? `h-${sha256(requestId)}`
    : requestId;

const tagValue = (connection: Pick<Connection, 'tags'>, key: string): string | undefined =>
  connection.tags.find((tag) => tag.key === key)?.value;

/**
 * Our tags of a connection, or `null`. They count only on connections that our account owns: tags are per
 * side, and the other side could write what it likes.
 */
export const readTags = (
  connection: Pick<Connection, 'tags' | 'ownerId'>,
  { name, accountId }: { readonly name: string; readonly accountId: string },
): OurTags | null => {
  const requestId = tagValue(connection, requestKey(name));
  if (requestId === undefined || connection.ownerId !== accountId) return null;
  return {
    requestId,
    options: parseOptions(tagValue(connection, optionsKey(name))),
    state: parseState(tagValue(connection, stateKey(name))),
  };
};

/** True if the connection was made, or adopted first, by this request. */
export const isOwnedBy = (tags: OurTags | null, requestId: string): boolean =>
  tags !== null && tags.requestId === requestTagValue(requestId);

/** The tags that go with a create, or onto an untagged connection that is adopted. */
export const newTags = (name: string, requestId: string, options: Options): readonly Tag[] => [
  { key: requestKey(name), value: requestTagValue(requestId) },
  { key: optionsKey(name), value: formatOptions(options) },
  { key: stateKey(name), value: 'Requested' },
];

export const hasRoomForOurTags = (connection: Connection): boolean =>
  connection.tags.length <= MAX_TAGS;
