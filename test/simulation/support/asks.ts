import type { Action } from '../../../lib/peering/model/request.ts';

/**
 * How far a request came: `sent`; `accepted`: the caller was told that it will be done, or the message was
 * consumed; `answered`: an HTTP caller got its refusal; `unanswered`: a caller gave up asking.
 */
export type AskState = 'sent' | 'accepted' | 'answered' | 'unanswered';

/** A request as whoever sent it knows it. */
export interface Ask {
  readonly requestId: string;
  readonly action: Action;
  /** The connection of an action; of a create, once it is known. */
  readonly instanceId?: string | undefined;
  /** Of a create. */
  readonly pair?: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly sentAt: number;
  lastSentAt: number;
  /** It went out more than once, maybe at one moment. */
  isRepeated?: boolean;
  state: AskState;
  /** When the messages that brought it arrived; absent where its trigger does not say so. */
  readonly arrivals?: number[];
  /** Its message holds another item, which is no valid request. */
  readonly isBesidePoison?: boolean;
  /** Whoever asks over HTTP reads no answer. */
  readonly isAsync?: boolean;
  /** The trace that it brings, where its door takes one. */
  readonly traceparent?: string;
  /** Of an HTTP caller who has seen a state that there never was. */
  readonly ifMatch?: string;
  /** Its key was used before, with another body. */
  readonly isReuse?: boolean;
  /** It only asks whether it would pass. */
  readonly isDry?: boolean;
  /** Its door, as policy knows it. */
  readonly via?: string;
  /** What an HTTP caller was told who sent it once more. */
  readonly later?: { readonly at: number; readonly status: number; readonly body: string }[];
  /** Of an HTTP caller. */
  readonly answers: { readonly at: number; readonly status: number; readonly body: string }[];
}
