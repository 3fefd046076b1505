import type { Connection, Tag } from '../model/connection.ts';
import { ApiError } from '../model/failure.ts';
import type { PeeringApi } from '../ports.ts';
import {
  formatOptions,
  newTags,
  type Options,
  optionsKey,
  requestKey,
  type StateWord,
  stateKey,
} from './tags.ts';

type Where = Pick<Connection, 'instanceId' | 'regionId'>;

const isDuplicateKey = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'Forbidden.TagKey.Duplicated';

/** A write whose answer was lost, and another instance's write, are in the way of ours like an old value. */
const TRIES = 3;

interface Write {
  readonly tag: readonly Tag[];
  /** The key that says whose a connection is, where the write is to make it ours. */
  readonly ownerKey?: string;
}

const valueIn = (tags: readonly Tag[], key: string): string | undefined =>
  tags.find((each) => each.key === key)?.value;

/** A write whose answer was lost is refused when it is repeated, although it was made. */
const holds = (tags: readonly Tag[], { tag }: Write): boolean =>
  tag.every(({ key, value }) => valueIn(tags, key) === value);

/** Another request has written its id meanwhile: the connection is not ours to take. */
const isTaken = (tags: readonly Tag[], { tag, ownerKey }: Write): boolean => {
  if (ownerKey === undefined) return false;
  const owner = valueIn(tags, ownerKey);
  return owner !== undefined && owner !== valueIn(tag, ownerKey);
};

/** Overwrites in one call; a service that refuses to overwrite gets the old values removed first. */
const put = async (api: PeeringApi, where: Where, write: Write, tries = TRIES): Promise<void> => {
  const { tag } = write;
  const target = { regionId: where.regionId, resourceIds: [where.instanceId] };
  try {
    await api.tagResources({ ...target, tag });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // Also before anything is removed: what is gone may be shown for a while, and would be taken for what was written.
    const { tags } = await api.get(where.instanceId);
    if (holds(tags, write)) return;
    if (tries <= 1 || isTaken(tags, write)) throw error;
    await api.untagResources({ ...target, tagKeys: tag.map(({ key }) => key) });
    await put(api, where, write, tries - 1);
  }
};

/** Replaces the state tag. Rejects with `ApiError`. */
export const writeState = (
  api: PeeringApi,
  where: Where,
  name: string,
  word: StateWord,
): Promise<void> => put(api, where, { tag: [{ key: stateKey(name), value: word }] });

/** Replaces what is wanted of the connection. Rejects with `ApiError`. */
export const writeOptions = (
  api: PeeringApi,
  where: Where,
  name: string,
  options: Options,
): Promise<void> =>
  put(api, where, { tag: [{ key: optionsKey(name), value: formatOptions(options) }] });

/**
 * Writes all three tags onto a connection that has none of ours. Rejects with `ApiError`, also where another request
 * has made it its own meanwhile.
 */
export const writeNewTags = (
  api: PeeringApi,
  where: Where,
  name: string,
  { requestId, options }: { readonly requestId: string; readonly options: Options },
): Promise<void> =>
  put(api, where, {
    tag: newTags(name, requestId, options),
    ownerKey: requestKey(name),
  });
