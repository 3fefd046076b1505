import type { Connection, Tag } from '../model/connection.ts';
import { ApiError } from '../model/failure.ts';
import type { PeeringApi } from '../ports.ts';
import {
  formatOptions,
  newTags,
  type Options,
  optionsKey,
  type StateWord,
  stateKey,
} from './tags.ts';

type Where = Pick<Connection, 'instanceId' | 'regionId'>;

const isDuplicateKey = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'Forbidden.TagKey.Duplicated';

/** A write whose answer was lost, and another instance's write, are in the way of ours like an old value. */
const TRIES = 3;

/** A write whose answer was lost is refused when it is repeated, although it was made. */
const holds = async (api: PeeringApi, { instanceId }: Where, tag: readonly Tag[]) => {
  const { tags } = await api.get(instanceId);
  return tag.every(({ key, value }) =>
    tags.some((each) => each.key === key && each.value === value),
  );
};

/** Overwrites in one call; a service that refuses to overwrite gets the old values removed first. */
const put = async (
  api: PeeringApi,
  where: Where,
  tag: readonly Tag[],
  tries = TRIES,
): Promise<void> => {
  const target = { regionId: where.regionId, resourceIds: [where.instanceId] };
  try {
    await api.tagResources({ ...target, tag });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // Also before anything is removed: what is gone may be shown for a while, and would be taken for what was written.
    if (await holds(api, where, tag)) return;
    if (tries <= 1) throw error;
    await api.untagResources({ ...target, tagKeys: tag.map(({ key }) => key) });
    await put(api, where, tag, tries - 1);
  }
};

/** Replaces the state tag. Rejects with `ApiError`. */
export const writeState = (
  api: PeeringApi,
  where: Where,
  name: string,
  word: StateWord,
): Promise<void> => put(api, where, [{ key: stateKey(name), value: word }]);

/** Replaces what is wanted of the connection. Rejects with `ApiError`. */
export const writeOptions = (
  api: PeeringApi,
  where: Where,
  name: string,
  options: Options,
): Promise<void> => put(api, where, [{ key: optionsKey(name), value: formatOptions(options) }]);

/** Writes all three tags onto a connection that has none of ours. Rejects with `ApiError`. */
export const writeNewTags = (
  api: PeeringApi,
  where: Where,
  name: string,
  { requestId, options }: { readonly requestId: string; readonly options: Options },
): Promise<void> => put(api, where, newTags(name, requestId, options));
