import type { RequestFinding } from '../peering/model/failure.ts';
import type { Origin } from '../peering/model/request.ts';
import type { DerivedId, InvalidItem, Original, RequestItem } from './types.ts';

/** Errors that one event lists. */
const MAX_ERRORS = 50;

/** An item that ends in `Request:Rejected`. */
export interface RejectedItem {
  readonly item: InvalidItem | RequestItem;
  /** What validation found; an invalid item brings its own. */
  readonly errors: readonly RequestFinding[];
  /** How many there were, where `errors` does not hold them all. */
  readonly errorCount?: number;
  /** `null` where none could be read. */
  readonly requestId: string | null;
}

/** What is announced about one message. */
export interface Rejection {
  /** Of the message, or of the one request of it that is wrong. */
  readonly id?: DerivedId | undefined;
  readonly requestId: string | null;
  /** At most 50. */
  readonly errors: readonly RequestFinding[];
  readonly errorCount: number;
  readonly origin: Origin;
  readonly original: () => Original;
  /** Positions of every item that it stands for. */
  readonly positions: readonly number[];
}

const countOf = ({ errors, errorCount }: RejectedItem): number => errorCount ?? errors.length;

const fold = (items: readonly RejectedItem[]): Rejection | undefined => {
  const [first] = items;
  if (first === undefined) return undefined;
  const errors = items.flatMap((each) =>
    each.errors.map(({ pointer, detail }) => ({
      pointer: items.length > 1 ? each.item.at + pointer : pointer,
      detail,
    })),
  );
  const isOneId = items.every(({ requestId }) => requestId === first.requestId);
  const { item } = first;
  const whole = items.length > 1 && item.kind === 'request' ? item.whole() : undefined;
  return {
    id: whole ? whole.id : item.id,
    original: whole ? whole.original : item.original,
    origin: item.origin,
    requestId: isOneId ? first.requestId : null,
    errors: errors.slice(0, MAX_ERRORS),
    errorCount: items.reduce((sum, each) => sum + countOf(each), 0),
    positions: items.map(({ item }) => item.position),
  };
};

/**
 * One rejection for each message, however many of its requests are wrong: a sender of 3 KB must not cause a
 * thousand events. Pointers lead into the list where several requests of it are wrong.
 */
export const foldRejections = (rejected: readonly RejectedItem[]): readonly Rejection[] => {
  const byMessage = new Map<number, RejectedItem[]>();
  for (const each of rejected) {
    const others = byMessage.get(each.item.message);
    if (others) others.push(each);
    else byMessage.set(each.item.message, [each]);
  }
  return [...byMessage.values()].map(fold).filter((each) => each !== undefined);
};
