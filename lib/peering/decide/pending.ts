import { h } from '../hash.ts';
import { isInMotion } from '../model/status.ts';
import type { Pending } from '../state/state.ts';
import { tookEffect } from './modification.ts';
import type { Observed, Rules } from './rules.ts';

/** A pending call that has left no trace for so long is made again: by its watch, else by a sweep. */
const REDO_AFTER_MS = { watch: 20_000, sweep: 90_000 };

const ageOf = (pending: Pending, now: number): number => now - pending.since * 1000;

/** Pending actions whose fact the observed status is. A modify counts once its values are seen. */
export const isFulfilled = (pending: Pending, { connection }: Observed): boolean => {
  const { status } = connection;
  const facts: Readonly<Record<Pending['action'], () => boolean>> = {
    accept: () => ['Activated', 'Rejected', 'Expired', 'Deleted'].includes(status),
    reject: () => ['Rejected', 'Activated', 'Expired', 'Deleted'].includes(status),
    modify: () => status === 'Activated' && tookEffect(pending.detail, connection),
    delete: () => status === 'Deleted',
  };
  return facts[pending.action]();
};

/** The call of a pending action may never have been made: the status still invites it. */
const isUntouched = (pending: Pending, { connection: { status } }: Observed): boolean =>
  ({
    accept: status === 'Accepting',
    reject: status === 'Accepting',
    modify: status === 'Activated',
    delete: !isInMotion(status) && status !== 'Deleted',
  })[pending.action];

/** A sweep does not know the values of a modify, so it waits for the watch that does. */
const lapsesAfter = ({ asked, stallAfterMs }: Rules): number =>
  asked.watching ? stallAfterMs : 2 * stallAfterMs;

/**
 * The pending modify that is not waited for any longer, if there is one. Where nothing remembers a refusal its
 * caller may know already, so nothing is told.
 */
export const lapsed = (rules: Rules): Pending | undefined => {
  const { observed, now } = rules;
  const { pending } = observed.mark;
  if (pending?.action !== 'modify' || !observed.remembers) return undefined;
  if (isFulfilled(pending, observed)) return undefined;
  const isOver =
    !isInMotion(observed.connection.status) && ageOf(pending, now) >= lapsesAfter(rules);
  return isOver ? pending : undefined;
};

/** The id of what the accepter does unasked: it is done for the request that made the connection. */
export const accepterIdOf = ({ requestId, connection }: Observed): string =>
  h(requestId ?? connection.instanceId);

/** What the accepter began by policy is the accepter's to repeat: it asks policy a question of its own. */
export const isAccepters = ({ action, id }: Pending, observed: Observed): boolean =>
  (action === 'accept' || action === 'reject') &&
  observed.options.accept === 'auto' &&
  id === accepterIdOf(observed);

/** True when the call of a pending action seems to have been lost. */
export const isRedoDue = ({ observed, asked, now }: Rules, pending: Pending): boolean =>
  isUntouched(pending, observed) &&
  !isFulfilled(pending, observed) &&
  ageOf(pending, now) >= REDO_AFTER_MS[asked.watching ? 'watch' : 'sweep'];
