import type { FollowUpEvent } from '../peering/model/event.ts';

/**
 * How one try to hand over one event ended. `again`: worth another try at once; `later`: only time or a
 * person helps (access denied, not found behind a URL), so the sweep tries again; `refused`: never.
 */
export type Attempt =
  | { readonly result: 'delivered' }
  | { readonly result: 'again'; readonly detail: string; readonly retryAfterMs?: number }
  | { readonly result: 'later'; readonly detail: string }
  | { readonly result: 'refused'; readonly detail: string };

export const DELIVERED: Attempt = { result: 'delivered' };
export const TIMEOUT: Attempt = { result: 'again', detail: 'Timeout' };

/** One sink, ready to take events. */
export interface SinkClient {
  /**
   * Hands over the events, all within `timeoutMs` milliseconds. One attempt per event, in their order. May reject when nothing at all could be sent; the caller then counts every event as tried.
   */
  send(events: readonly FollowUpEvent[], timeoutMs: number): Promise<readonly Attempt[]>;
}
