import { type Connection, isInMotion } from '../model/connection.ts';
import type { AcceptChoice, Action, RoutesChoice } from '../model/request.ts';
import { credible, isAfter, type StateWord, wordOf } from '../state/tags.ts';
import { type Change, hasSettled } from './modification.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Everything that a decision depends on: what was asked, what was observed, and the time. */
export interface ReconcileInput {
  readonly connection: Connection;
  /** The last word announced: a watch's own memory, or the state tag for a sweep. */
  readonly announced: StateWord;
  /** What is wanted of the connection; `undefined` where that is unknown. */
  readonly wanted: { readonly routes: RoutesChoice; readonly accept: AcceptChoice } | undefined;
  /** The action that is followed; `undefined` for a sweep. */
  readonly followed?: Followed | undefined;
  /** Epoch ms. */
  readonly now: number;
  readonly stallAfterMs: number;
}

/** An action whose effect is waited for. */
export interface Followed {
  readonly action: Action;
  /** Epoch ms of the call. */
  readonly since: number;
  /** Looks of the watch before this one. */
  readonly looks: number;
  readonly hasStalled: boolean;
  /** Deleting was seen, or the API took our delete. */
  readonly isLeaving: boolean;
  /** A delete that route entries may outlive. */
  readonly leavesRoutes: boolean;
  /** Of a modify. */
  readonly change?: Change | undefined;
}

/** A fact to announce. */
export type Announcement =
  | { readonly type: Exclude<StateWord, 'Requested'> }
  | { readonly type: 'Updated' }
  | { readonly type: 'Stalled' };

/** `accept` in the other account, `routes` to be made, or route entries that lead to a connection that ended. */
export type Wake = 'accept' | 'routes' | 'cleanup';

export interface Decision {
  /** In this order. */
  readonly announce: readonly Announcement[];
  /** Who has to go on; woken before the state is written. */
  readonly wake: readonly Wake[];
  /** The last word announced once `announce` is delivered. */
  readonly state: StateWord;
  /** `end`: what was followed is announced, or will no longer come. */
  readonly next: 'look-again' | 'end';
}

const ENDED: readonly StateWord[] = ['Rejected', 'Expired', 'Deleted'];

/** How long a watch expects to see the effect of a delete. */
const DELETE_SHOWS_WITHIN_MS = 60_000;
/**
 * Half a minute of looks, which has to pass as well: the queue may take the watch minutes after it was begun, the call
 * comes after that, and the clocks of two instances differ.
 */
const LEAST_LOOKS_OF_DELETE = 12;
/** The same of a modify without a trace: by another clock its minute may be over at the first look, which may lag. */
const LEAST_LOOKS_OF_MODIFY = 12;

const isExpiring = ({ connection, now }: ReconcileInput): boolean => {
  const deadline = Date.parse(connection.gmtExpired ?? '');
  return connection.status === 'Accepting' && now >= deadline - DAY_MS;
};

/** The words to announce, in the order of a life: only the present status, never one that was passed. */
const newWords = (input: ReconcileInput): readonly Exclude<StateWord, 'Requested'>[] => {
  const announced = credible(input.announced, input.connection.status);
  const observed = wordOf(input.connection.status);
  const words: Exclude<StateWord, 'Requested'>[] = [];
  if (observed !== undefined && observed !== 'Requested' && isAfter(observed, announced))
    words.push(observed);
  if (isExpiring(input) && isAfter('Expiring', announced)) words.push('Expiring');
  return words;
};

const isUpdated = ({ connection, followed, now }: ReconcileInput): boolean =>
  followed?.change !== undefined &&
  connection.status === 'Activated' &&
  hasSettled(
    followed.change,
    connection,
    followed.looks >= LEAST_LOOKS_OF_MODIFY ? now - followed.since : 0,
  );

const hasStalled = ({ connection, followed, now, stallAfterMs }: ReconcileInput): boolean =>
  followed !== undefined &&
  !followed.hasStalled &&
  isInMotion(connection.status) &&
  now - followed.since >= stallAfterMs;

/**
 * Routes may be there unless it is known that none were wanted. Our own delete of a connection without any leaves none.
 * It may with routes (the router may still be making some while others are taken away), with force (in whose tables the
 * API removes them then is not documented), and where somebody else came before it.
 */
const mayHaveRoutes = ({ wanted, followed }: ReconcileInput): boolean =>
  wanted?.routes !== 'none' && (followed?.action !== 'delete' || followed.leavesRoutes);

const wakes = (input: ReconcileInput, words: readonly StateWord[]): readonly Wake[] => {
  const { wanted } = input;
  const accepts = words.includes('Accepting') && wanted?.accept === 'auto';
  const routes = words.includes('Activated') && wanted !== undefined && wanted.routes !== 'none';
  const hasEnded = words.some((each) => ENDED.includes(each));
  return [
    ...(accepts ? (['accept'] as const) : []),
    ...(routes ? (['routes'] as const) : []),
    ...(hasEnded && mayHaveRoutes(input) ? (['cleanup'] as const) : []),
  ];
};

/** A connection that is over has nothing left to follow, whatever was asked of it. */
const isOver = ({ status }: Connection): boolean =>
  status === 'Deleted' || status === 'Rejected' || status === 'Expired';

/** A delete whose effect would have shown by now. */
const hasNoEffect = ({ since, looks }: Followed, now: number): boolean =>
  now - since >= DELETE_SHOWS_WITHIN_MS && looks >= LEAST_LOOKS_OF_DELETE;

/** Whether the fact that the watch is there for is announced by now, or will not come. */
const isThrough = (input: ReconcileInput, followed: Followed): boolean => {
  const { connection, now } = input;
  switch (followed.action) {
    case 'modify':
      return isUpdated(input) || isOver(connection);
    case 'delete':
      // Rejected and Expired connections are deleted like others: only the end of them counts.
      return (
        connection.status === 'Deleted' ||
        (connection.status !== 'Deleting' && !followed.isLeaving && hasNoEffect(followed, now))
      );
    default:
      return connection.status === 'Activated' || isOver(connection);
  }
};

/**
 * The heart: what was asked and what was observed, in; what to announce, whom to wake and whether to look
 * again, out. Pure, so that every watch and every sweep decides alike.
 */
export const decide = (input: ReconcileInput): Decision => {
  const words = newWords(input);
  const { followed } = input;
  return {
    announce: [
      ...words.map((type) => ({ type })),
      ...(isUpdated(input) ? [{ type: 'Updated' } as const] : []),
      ...(hasStalled(input) ? [{ type: 'Stalled' } as const] : []),
    ],
    wake: wakes(input, words),
    state: words.at(-1) ?? credible(input.announced, input.connection.status),
    next: followed === undefined || isThrough(input, followed) ? 'end' : 'look-again',
  };
};
