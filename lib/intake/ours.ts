import type { Fields } from './json/fields.ts';

/** What our functions answer, as a destination without its record brings it. */
const isResult = (value: Fields): boolean =>
  Array.isArray(value.outcomes) && Object.keys(value).length === 1;

/**
 * The loop guard: true for the data of an event of this or any other deployment and for results of ours.
 * Taking them for bad requests would be announced by another event, which would come back in the same way.
 */
export const isOurs = (value: Fields): boolean => value.peerflow === 'event' || isResult(value);
