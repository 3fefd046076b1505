import type { Said } from '../state/state.ts';

/** How far a connection's life has been told. Statuses that are only passed through tell nothing. */
const ranks: Readonly<Record<Said, number>> = {
  Requested: 0,
  Creating: 1,
  Accepting: 2,
  Updating: 2,
  Activated: 3,
  Rejected: 4,
  Expired: 4,
  Deleting: 4,
  Deleted: 5,
};

/** Statuses with an event of their own. */
export const TOLD = [
  'Creating',
  'Accepting',
  'Activated',
  'Rejected',
  'Expired',
  'Deleted',
] as const;
export type Told = (typeof TOLD)[number];

const isTold = (status: Said): status is Told => TOLD.some((each) => each === status);

/** The status to announce now, if any: one with an event, newer than what the mark says. */
export const toTell = (observed: Said, said: Said): Told | undefined =>
  isTold(observed) && ranks[observed] > ranks[said] ? observed : undefined;
