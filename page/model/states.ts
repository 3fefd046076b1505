/** How a status looks: its colour, and what a person has to think of it. */
export type Tone = 'good' | 'moving' | 'waiting' | 'bad' | 'gone';

const TONES: Readonly<Record<string, Tone>> = {
  Activated: 'good',
  Creating: 'moving',
  Updating: 'moving',
  Deleting: 'moving',
  Accepting: 'waiting',
  Rejected: 'bad',
  Expired: 'bad',
  Failed: 'bad',
  Deleted: 'gone',
};

/** A status that the API adds one day looks as if it were being worked on. */
export const toneOf = (status: string): Tone => TONES[status] ?? 'moving';

/** The order in which states are listed: what needs somebody comes first. */
export const STATE_ORDER: readonly string[] = [
  'Rejected',
  'Expired',
  'Failed',
  'Accepting',
  'Creating',
  'Updating',
  'Deleting',
  'Activated',
  'Deleted',
];

/** Lower comes first; unknown states stand before Activated. */
export const urgencyOf = (status: string): number => {
  const at = STATE_ORDER.indexOf(status);
  return at < 0 ? STATE_ORDER.indexOf('Activated') - 0.5 : at;
};

/** The cloud leaves this state by itself, or another account does: worth looking again soon. */
export const isInMotion = (status: string): boolean => toneOf(status) === 'moving';

/** Nothing comes after it without a new request. */
export const isSettled = (status: string): boolean => {
  const tone = toneOf(status);
  return tone === 'good' || tone === 'bad' || tone === 'gone';
};
