import { readTags } from '../../peering/state/tags.ts';
import { json } from '../answer.ts';
import { guarded } from '../guarded.ts';
import type { RoutesAnswer } from '../schema/answers.ts';

/** `GET /peerings/{instanceId}/routes`: the plan and what is there. Reads both VPCs, changes nothing. */
export const getRoutes = guarded(async ({ ctx, params, id }) => {
  const connection = await ctx.peering.get(params.instanceId ?? '');
  const { viewRoutes } = await import('../../peering/routes/report/view.ts');
  const view = await viewRoutes(ctx, connection, { requestId: id.value });
  const requestId = readTags(connection, ctx.settings)?.requestId ?? null;
  return json<RoutesAnswer>(200, { requestId, instanceId: connection.instanceId, ...view });
});
