import type { Context } from '../../context.ts';
import { ApiError } from '../../model/api-error.ts';
import type { WatchMessage } from './message.ts';

const TRIES = 4;
const MAX_DELAY_SECONDS = 3600;
/** Making the call takes a moment: a wait of just under a second is meant as one. */
const SLACK_MS = 100;

/**
 * Asks Function Compute to wake the poller for a watch. Delays are whole seconds there, so the rest
 * waits in place when the watch wakes. Rejects with `ApiError` when no try was acknowledged.
 */
export const scheduleWatch = async (ctx: Context, message: WatchMessage): Promise<void> => {
  const wait = Math.max(0, message.due - ctx.clock.now());
  const delaySeconds = Math.min(Math.floor((wait + SLACK_MS) / 1000), MAX_DELAY_SECONDS);
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.invoker.invokeAsync(ctx.settings.functions.poller, message, delaySeconds);
    } catch (error) {
      const pause = 200 * 2 ** attempt * (0.5 + ctx.random());
      const isFinal = error instanceof ApiError && error.status !== undefined && error.status < 429;
      if (isFinal || attempt === TRIES || ctx.deadline.remaining() < pause * 2) throw error;
      await ctx.clock.sleep(pause);
    }
  }
};
