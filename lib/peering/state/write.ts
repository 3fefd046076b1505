import { ApiError } from '../model/api-error.ts';
import type { Connection, Tag } from '../model/connection.ts';
import type { PeeringApi } from '../ports.ts';
import { formatMark, type Mark } from './state.ts';
import { type Memory, memoryTags, stateKey } from './tags.ts';

type Where = Pick<Connection, 'instanceId' | 'regionId'>;

const isDuplicateKey = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'Forbidden.TagKey.Duplicated';

/** Overwrites in one call; a service that refuses to overwrite gets the old values removed first. */
const put = async (api: PeeringApi, where: Where, tag: readonly Tag[]): Promise<void> => {
  const target = { regionId: where.regionId, resourceIds: [where.instanceId] };
  try {
    await api.tagResources({ ...target, tag });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await api.untagResources({ ...target, tagKeys: tag.map(({ key }) => key) });
    await api.tagResources({ ...target, tag });
  }
};

/** Replaces the state tag. Rejects with `ApiError`. */
export const writeMark = (api: PeeringApi, where: Where, name: string, mark: Mark): Promise<void> =>
  put(api, where, [{ key: stateKey(name), value: formatMark(mark) }]);

/** Writes all three tags onto a connection that has none of ours. Rejects with `ApiError`. */
export const writeMemory = (
  api: PeeringApi,
  where: Where,
  name: string,
  memory: Memory,
): Promise<void> => put(api, where, memoryTags(name, memory));
