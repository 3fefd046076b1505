import { json } from '../answer.ts';
import { guarded } from '../guarded.ts';
import type { ShownConnection } from '../schema/answers.ts';
import { viewOf } from '../view.ts';

/** `GET /peerings/{instanceId}`: one look at the cloud. */
export const getOne = guarded(async ({ ctx, params }) =>
  json<ShownConnection>(200, viewOf(ctx, await ctx.peering.get(params.instanceId ?? ''))),
);
