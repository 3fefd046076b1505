import { h, sha256 } from '../hash.ts';
import type { Connection, Status, Tag } from '../model/connection.ts';
import {
  ACCEPT,
  type AcceptChoice,
  type CreateRequest,
  ROUTES,
  type RoutesChoice,
} from '../model/request.ts';
import { bodyFingerprint } from '../request/identify.ts';

/**
 * The words of the `{name}:state` tag: the last status announced. After the create only watch and sweep
 * write it. It guides the sweep and nothing else: a write may be late, lost or overwritten by a slower
 * instance, which costs a repetition under the same event id, never a loss.
 */
export const STATE_WORDS = [
  'Requested',
  'Creating',
  'Accepting',
  'Expiring',
  'Activated',
  'Rejected',
  'Expired',
  'Deleted',
] as const;
export type StateWord = (typeof STATE_WORDS)[number];

/** How far a connection's life has gone; words of one number exclude each other. */
const PROGRESS: Readonly<Record<StateWord, number>> = {
  Requested: 0,
  Creating: 1,
  Accepting: 2,
  Expiring: 3,
  Activated: 4,
  Rejected: 5,
  Expired: 5,
  Deleted: 6,
};

/** Updating and Deleting have no event of their own. */
const WORD_OF: Readonly<Partial<Record<Status, StateWord>>> = {
  Creating: 'Creating',
  Accepting: 'Accepting',
  Activated: 'Activated',
  Rejected: 'Rejected',
  Expired: 'Expired',
  Deleted: 'Deleted',
};

/** The last word that can be true of a status that is only passed through. */
const LATEST_OF: Readonly<Partial<Record<Status, StateWord>>> = {
  Updating: 'Activated',
  Deleting: 'Expired',
};

/** The word that announces a status; `undefined` for one that is only passed through. */
export const wordOf = (status: Status): StateWord | undefined => WORD_OF[status];

export const isAfter = (word: StateWord, other: StateWord): boolean =>
  PROGRESS[word] > PROGRESS[other];

/** Reads a state tag; people can edit tags, and what cannot be read means that nothing was announced. */
export const parseState = (text: string | undefined): StateWord =>
  STATE_WORDS.find((word) => word === text) ?? 'Requested';

/** The last word announced as far as it can be believed: one ahead of the observed status is not. */
export const credible = (announced: StateWord, status: Status): StateWord => {
  const latest = status === 'Accepting' ? 'Expiring' : (wordOf(status) ?? LATEST_OF[status]);
  const isTooAdvanced = latest !== undefined && isAfter(announced, latest);
  return isTooAdvanced ? 'Requested' : announced;
};

/** How a connection came to us: `create` by our call, `adopt` by a request that found it untagged. */
export const ORIGINS = ['create', 'adopt'] as const;

/** The value of the `{name}:options` tag: what is wanted of the connection. */
export interface Options {
  readonly routes: RoutesChoice;
  readonly accept: AcceptChoice;
  readonly by: (typeof ORIGINS)[number];
  /** 16 hex of the canonical body: distinguishes a reused idempotency key from a replay. */
  readonly fingerprint?: string;
}

/** What a request wants of its connection, as the options tag keeps it. */
export const optionsOf = (request: CreateRequest, by: Options['by']): Options => ({
  routes: request.routes,
  accept: request.accept,
  by,
  fingerprint: bodyFingerprint(request),
});

export const formatOptions = ({ routes, accept, by, fingerprint }: Options): string =>
  `routes=${routes};accept=${accept};by=${by}${fingerprint === undefined ? '' : `;f=${fingerprint}`}`;

const oneOf = <T extends string>(known: readonly T[], word: string | undefined): T | undefined =>
  known.find((each) => each === word);

/** Reads an options tag; `undefined` means that nothing is known of what is wanted, not that it is `none`. */
export const parseOptions = (text: string | undefined): Options | undefined => {
  const pairs = new Map(
    (text ?? '').split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, Math.max(at, 0)), part.slice(at + 1)] as const;
    }),
  );
  const routes = oneOf(ROUTES, pairs.get('routes'));
  const accept = oneOf(ACCEPT, pairs.get('accept'));
  if (routes === undefined || accept === undefined) return undefined;
  const fingerprint = pairs.get('f');
  return {
    routes,
    accept,
    by: oneOf(ORIGINS, pairs.get('by')) ?? 'adopt',
    ...(fingerprint && /^[0-9a-f]{16}$/.test(fingerprint) ? { fingerprint } : {}),
  };
};

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

/** A connection of ours with the options that it had, where it shows none: a write removes them before it makes its own. */
export const withOptions = (
  connection: Connection,
  options: string | undefined,
  owner: Parameters<typeof readTags>[1],
): Connection => {
  const key = optionsKey(owner.name);
  if (options === undefined || readTags(connection, owner) === null) return connection;
  if (tagValue(connection, key) !== undefined) return connection;
  return { ...connection, tags: [...connection.tags, { key, value: options }] };
};

export const hasRoomForOurTags = (connection: Connection): boolean =>
  connection.tags.length <= MAX_TAGS;

/** The entity tag of a connection: what a PATCH may change, its status, and what is wanted of it. */
export const etagOf = (connection: Connection, tags: OurTags | null): string => {
  const { name = '', description = '', bandwidth, linkType = '', status } = connection;
  const options = tags?.options && formatOptions(tags.options);
  return `"${h(JSON.stringify([name, description, bandwidth, linkType, status, options]))}"`;
};
