import { viewRoutes } from '../../peering/routes/report/view.ts';
import { etagOf, readTags } from '../../peering/state/tags.ts';
import { json } from '../answer.ts';
import { pageOf } from '../list/pages.ts';
import { readQuery } from '../list/query.ts';
import { guarded, invalidRequest } from '../problem.ts';
import type { ConnectionList, RoutesAnswer, ShownConnection } from '../schema/answers.ts';
import { viewOf } from '../view.ts';

/** `GET /peerings`: connections that carry our tags, or all that the account sees. */
export const getList = guarded(async ({ ctx, call, id }) => {
  const read = readQuery(call.query, ctx.settings.regions);
  if (!read.ok) return invalidRequest(read.errors, id.value);
  const { connections, nextToken } = await pageOf(ctx, read.ask);
  return json<ConnectionList>(200, { connections, nextToken });
});

/** `GET /peerings/{instanceId}`: one look at the cloud. */
export const getOne = guarded(async ({ ctx, params }) => {
  const connection = await ctx.peering.get(params.instanceId ?? '');
  const etag = etagOf(connection, readTags(connection, ctx.settings));
  return json<ShownConnection>(200, viewOf(ctx, connection), { etag });
});

/** `GET /peerings/{instanceId}/routes`: the plan and what is there. Reads both VPCs, changes nothing. */
export const getRoutes = guarded(async ({ ctx, call, params }) => {
  const connection = await ctx.peering.get(params.instanceId ?? '');
  const view = await viewRoutes(ctx, connection, call.origin.via);
  const requestId = readTags(connection, ctx.settings)?.requestId ?? null;
  return json<RoutesAnswer>(200, { requestId, instanceId: connection.instanceId, ...view });
});
