import * as v from 'valibot';

/**
 * What the router is invoked with: a connection and a task. It carries no trust: the connection's own tags
 * say what there is to do.
 */
export const routesMessage = v.object({
  peerflow: v.literal('routes'),
  task: v.picklist(['apply', 'remove', 'check']),
  instanceId: v.string(),
  regionId: v.optional(v.string()),
  requestId: v.optional(v.nullable(v.string())),
  /** With `apply`: routes that were settled before, and are no longer as planned, are made anew. */
  repair: v.optional(v.boolean()),
  /** One invocation's worth of work: a sweep, or whoever began it, comes again. */
  once: v.optional(v.boolean()),
  /** With `remove`: the delete request that it is for. */
  clientToken: v.optional(v.string()),
  /** Turns in a row that brought nothing, in earlier invocations. */
  tries: v.optional(v.number()),
});

export type RoutesMessage = v.InferOutput<typeof routesMessage>;
