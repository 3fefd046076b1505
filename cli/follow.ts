import { awaitedOf } from '../page/model/awaited.ts';
import type { Connection, Routes, Row } from '../page/model/contract.ts';
import { parseTime, shortSpan } from '../page/model/time.ts';

/** What a command wants to see in the end. */
export type Goal = 'Activated' | 'Rejected' | 'Deleted' | 'settled';

export type Verdict = 'done' | 'failed' | 'waiting';

const FINAL: Readonly<Record<Goal, Readonly<Record<string, Verdict>>>> = {
  Activated: {
    Activated: 'done',
    Rejected: 'failed',
    Expired: 'failed',
    Deleting: 'failed',
    Deleted: 'failed',
  },
  Rejected: {
    Rejected: 'done',
    Activated: 'failed',
    Expired: 'failed',
    Deleting: 'failed',
    Deleted: 'failed',
  },
  Deleted: { Deleted: 'done' },
  settled: { Activated: 'done', Rejected: 'failed', Expired: 'failed', Deleted: 'done' },
};

/**
 * How a look at a connection is to be taken.
 *
 * @param status undefined if the cloud shows no such connection
 * @param wasSeen whether an earlier look found it
 */
export const verdictOf = (goal: Goal, status: string | undefined, wasSeen: boolean): Verdict => {
  if (status !== undefined) return FINAL[goal][status] ?? 'waiting';
  if (goal === 'Deleted') return 'done';
  // A connection that was there and is gone was deleted; a new one may not be listed yet.
  if (goal === 'settled') return wasSeen ? 'done' : 'failed';
  return wasSeen ? 'failed' : 'waiting';
};

/** How the routes of an active connection stand. */
export const routesVerdict = ({ plan }: Routes): Verdict => {
  const results = new Set(plan.map(({ result }) => result));
  if (results.has('conflict') || results.has('failed')) return 'failed';
  return plan.length === 0 || results.has('pending') || results.has('missing') ? 'waiting' : 'done';
};

/** What a connection waits for, as one line; undefined where nothing is awaited. */
export const waitsFor = (it: Connection, now: number): string | undefined => {
  const awaited = awaitedOf(it);
  if (awaited === undefined) return undefined;
  if (awaited.key !== 'await.account') return 'Alibaba Cloud';
  const until = parseTime(it.gmtExpired);
  const left = until === undefined ? '' : `, ${shortSpan(until - now)} left`;
  return `account ${it.acceptingOwnerUid} to accept${left}`;
};

export interface FollowDeps {
  /** One look; undefined if the cloud does not show the connection. */
  readonly look: () => Promise<Row | undefined>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Called for every change, and for the first look. */
  readonly changed: (row: Row | undefined) => void;
}

const FIRST_MS = 1_000;
const FACTOR = 1.3;
const LONGEST_MS = 5_000;

export interface Followed {
  readonly verdict: Verdict;
  readonly row: Row | undefined;
}

/**
 * Looks at a connection until the goal is reached, can no longer be reached, or time is over.
 *
 * @param timeoutMs how long to wait in all; the last look is never later than that
 */
export const follow = async (
  goal: Goal,
  timeoutMs: number,
  { look, now, sleep, changed }: FollowDeps,
): Promise<Followed> => {
  const end = now() + timeoutMs;
  let pause = FIRST_MS;
  let before: string | undefined = '';
  let wasSeen = false;
  for (;;) {
    const row = await look();
    const status = row?.connection.status;
    if (status !== before) changed(row);
    before = status;
    const verdict = verdictOf(goal, status, wasSeen);
    wasSeen ||= row !== undefined;
    const left = end - now();
    if (verdict !== 'waiting' || left <= 0) return { verdict, row };
    await sleep(Math.min(pause, left));
    pause = Math.min(pause * FACTOR, LONGEST_MS);
  }
};
