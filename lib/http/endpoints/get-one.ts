import { etagOf } from '../../peering/etag.ts';
import { readTags } from '../../peering/state/tags.ts';
import { json } from '../answer.ts';
import { guarded } from '../guarded.ts';
import type { ShownConnection } from '../schema/answers.ts';
import { viewOf } from '../view.ts';

/** `GET /peerings/{instanceId}`: one look at the cloud. */
export const getOne = guarded(async ({ ctx, params }) => {
  const connection = await ctx.peering.get(params.instanceId ?? '');
  const etag = etagOf(connection, readTags(connection, ctx.settings));
  return json<ShownConnection>(200, viewOf(ctx, connection), { etag });
});
