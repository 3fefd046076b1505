import type { Context } from '../context.ts';
import type { RoutesMessage } from './message.ts';

const MAX_DELAY_SECONDS = 3600;

/**
 * Leaves the rest of the work to a later invocation. Never rejects: the mark says that there is work, so
 * that the sweep makes a lost message good. What is to be repaired is on the mark by now as well.
 */
export const handOn = async (
  ctx: Context,
  message: RoutesMessage,
  { waitMs, tries }: { readonly waitMs: number; readonly tries: number },
): Promise<void> => {
  if (message.once) return ctx.log.info('The next sweep goes on with the routes');
  const delay = Math.min(Math.ceil(waitMs / 1000), MAX_DELAY_SECONDS);
  const { repair: _, ...rest } = message;
  try {
    await ctx.invoker.invokeAsync(ctx.settings.functions.router, { ...rest, tries }, delay);
  } catch (error) {
    ctx.log.warn('The router could not be woken again; the sweep will', { error });
  }
};
