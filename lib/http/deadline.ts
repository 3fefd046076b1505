import type { Context } from '../peering/context.ts';

/** How long an answer waits for sinks: those that have not answered by then count as lacking. */
const DELIVERY_MS = 1_000;

/** The same invocation with at most so much time: whoever waits for an answer must not wait for the end of it. */
export const within = (ctx: Context, ms: number): Context => {
  const end = ctx.clock.now() + ms;
  const remaining = () => Math.min(ctx.deadline.remaining(), Math.max(0, end - ctx.clock.now()));
  return { ...ctx, deadline: { remaining } };
};

/** The context of everything that an HTTP caller waits for. */
export const answering = (ctx: Context): Context => ({
  ...ctx,
  deliveryMs: Math.min(ctx.deliveryMs, DELIVERY_MS),
});
