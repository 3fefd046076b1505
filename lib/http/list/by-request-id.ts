import type { Context } from '../../peering/context.ts';
import type { Connection } from '../../peering/model/connection.ts';
import { observe } from '../../peering/observe.ts';
import { instancesOfRequest } from '../../peering/pairs.ts';

/** A fresh look; `undefined` for what is gone. Rejects with `ApiError`. */
const lookAt = async (ctx: Context, instanceId: string): Promise<Connection | undefined> => {
  const seen = await observe(ctx, instanceId);
  if (seen.kind === 'found') return seen.connection;
  if (seen.kind === 'not-found') return undefined;
  throw seen.error;
};

/** The connections whose tag names a request, looked at one by one. Rejects with `ApiError`. */
export const byRequestId = async (
  ctx: Context,
  regions: readonly string[],
  requestId: string,
): Promise<readonly Connection[]> => {
  const ids = await Promise.all(regions.map((each) => instancesOfRequest(ctx, each, requestId)));
  const looks = await Promise.all([...new Set(ids.flat())].map((id) => lookAt(ctx, id)));
  return looks.filter((each) => each !== undefined);
};
