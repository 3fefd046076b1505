import type { Context } from '../../peering/context.ts';
import { ApiError } from '../../peering/model/api-error.ts';
import type { Connection } from '../../peering/model/connection.ts';
import { requestKey } from '../../peering/state/tags.ts';

const orGone = async (look: Promise<Connection>): Promise<Connection | undefined> => {
  try {
    return await look;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ResourceNotFound.InstanceId') return undefined;
    throw error;
  }
};

/** The connections whose tag names a request, looked at one by one. Rejects with `ApiError`. */
export const byRequestId = async (
  ctx: Context,
  regions: readonly string[],
  requestId: string,
): Promise<readonly Connection[]> => {
  const tag = [{ key: requestKey(ctx.settings.name), value: requestId }];
  const pages = await Promise.all(
    regions.map((regionId) => ctx.peering.listTagResources({ regionId, tag })),
  );
  const ids = new Set(pages.flatMap(({ items }) => items.map(({ resourceId }) => resourceId)));
  const looks = await Promise.all([...ids].map((id) => orGone(ctx.peering.get(id))));
  return looks.filter((each) => each !== undefined);
};
