import type { Context } from '../../context.ts';
import type { WatchMessage } from './message.ts';

interface More {
  /** The dead connection that an earlier token of this wish leads to. */
  readonly generation?: string;
  /** Epoch ms from which bounds count; now by default. */
  readonly since?: number;
  readonly tries?: number;
}

/**
 * Hands the request that a watch carries back to the request function, as a continuation of one item:
 * it is held against schema and policy there like any other. Rejects with `ApiError` when the
 * invocation was not acknowledged.
 */
export const askAgain = async (
  ctx: Context,
  { action, request, requestId, instanceId }: WatchMessage,
  { generation, since, tries = 0 }: More,
): Promise<void> => {
  if (request === undefined) return;
  const now = ctx.clock.now();
  const item = {
    request,
    requestId: requestId ?? instanceId,
    idKind: action === 'create' ? 'pair' : 'message',
    since: since ?? now,
    tries,
    ...(generation === undefined ? {} : { generation }),
  };
  const message = { peerflow: 'continuation', due: now, items: [item] };
  await ctx.invoker.invokeAsync(ctx.settings.functions.request, message, 0);
};
