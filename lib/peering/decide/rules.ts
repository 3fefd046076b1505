import type { Connection } from '../model/connection.ts';
import type { Status } from '../model/status.ts';
import type { Options } from '../state/options.ts';
import type { Mark, Pending } from '../state/state.ts';
import type { Told } from './rank.ts';

/** What one look showed, and what the connection remembers. */
export interface Observed {
  readonly connection: Connection;
  /** The request that made or adopted the connection; `null` where it carries no tags of ours. */
  readonly requestId: string | null;
  readonly mark: Mark;
  readonly options: Options;
  /**
   * The connection itself remembers what was asked for and what was refused. Elsewhere a message stands in,
   * and does not learn of a refusal.
   */
  readonly remembers: boolean;
}

/** Who looks. */
export interface Asked {
  /** Somebody is watching: transitional statuses are looked at again. A sweep only passes by. */
  readonly watching: boolean;
  /** Epoch milliseconds of the action that the watch follows. */
  readonly since?: number;
}

/** What is to be told; it becomes an event. */
export type Announcement =
  | { readonly type: Told; readonly again?: boolean }
  | { readonly type: 'Updated'; readonly id: string }
  | { readonly type: 'Stalled'; readonly status: Status }
  /** A modify whose values were never seen: it is not waited for any longer. */
  | { readonly type: 'Lapsed'; readonly pending: Pending };

/** What is to be done about one look. `mark` holds once the announcements are published. */
export interface Decision {
  readonly announce: readonly Announcement[];
  readonly mark: Mark;
  readonly chain: readonly ('accepter' | 'router')[];
  readonly redo?: Pending;
  readonly next: 'watch' | 'end';
}

/** All that a decision depends on. */
export interface Rules {
  readonly observed: Observed;
  readonly asked: Asked;
  readonly now: number;
  readonly stallAfterMs: number;
}
