import type { ApiError } from '../model/api-error.ts';
import type { Failure } from '../model/failure.ts';
import type { RoutedEnd } from './plan/ends.ts';
import type { Standing } from './plan/judge.ts';

/** How the routes of one end stand. */
export interface EndState {
  readonly end: RoutedEnd;
  /** One for each planned entry; absent where the tables could not be read. */
  readonly standings?: readonly Standing[] | undefined;
  /** What the API said of entries that it will not take, by `keyOf`. */
  readonly refused: ReadonlyMap<string, Failure>;
  /** Why nothing, or nothing more, could be done at this end. */
  readonly shut?: ApiError | undefined;
}
