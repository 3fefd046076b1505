import type { Status } from '../model/status.ts';

/**
 * The words of the `{name}:state` tag: the last status announced. After the create only watch and sweep
 * write it. It guides the sweep and nothing else: a write may be late, lost or overwritten by a slower
 * instance, which costs a repetition under the same event id, never a loss.
 */
export const STATE_WORDS = [
  'Requested',
  'Creating',
  'Accepting',
  'Expiring',
  'Activated',
  'Rejected',
  'Expired',
  'Deleted',
] as const;
export type StateWord = (typeof STATE_WORDS)[number];

/** How far a connection's life has gone; words of one number exclude each other. */
const PROGRESS: Readonly<Record<StateWord, number>> = {
  Requested: 0,
  Creating: 1,
  Accepting: 2,
  Expiring: 3,
  Activated: 4,
  Rejected: 5,
  Expired: 5,
  Deleted: 6,
};

/** Updating and Deleting have no event of their own. */
const WORD_OF: Readonly<Partial<Record<Status, StateWord>>> = {
  Creating: 'Creating',
  Accepting: 'Accepting',
  Activated: 'Activated',
  Rejected: 'Rejected',
  Expired: 'Expired',
  Deleted: 'Deleted',
};

/** The last word that can be true of a status that is only passed through. */
const LATEST_OF: Readonly<Partial<Record<Status, StateWord>>> = {
  Updating: 'Activated',
  Deleting: 'Expired',
};

/** The word that announces a status; `undefined` for one that is only passed through. */
export const wordOf = (status: Status): StateWord | undefined => WORD_OF[status];

export const isAfter = (word: StateWord, other: StateWord): boolean =>
  PROGRESS[word] > PROGRESS[other];

/** Reads a state tag; people can edit tags, and what cannot be read means that nothing was announced. */
export const parseState = (text: string | undefined): StateWord =>
  STATE_WORDS.find((word) => word === text) ?? 'Requested';

/** The last word announced as far as it can be believed: one ahead of the observed status is not. */
export const credible = (announced: StateWord, status: Status): StateWord => {
  const latest = status === 'Accepting' ? 'Expiring' : (wordOf(status) ?? LATEST_OF[status]);
  const isTooAdvanced = latest !== undefined && isAfter(announced, latest);
  return isTooAdvanced ? 'Requested' : announced;
};
