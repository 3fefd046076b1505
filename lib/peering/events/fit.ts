import type { FollowUpEvent } from '../model/event.ts';
import { clipped, type Limits } from './clip.ts';

/** Serialised size that every sink takes, and that fits into a task with its envelope (SMQ: 64 KB a record). */
export const MAX_EVENT_BYTES = 30 * 1024;

const UNLIMITED: Limits = { text: Number.POSITIVE_INFINITY, list: Number.POSITIVE_INFINITY };

/** Tried in this order, so that the same facts always shrink to the same event. */
const STEPS: readonly Limits[] = [
  { text: 4000, list: 50 },
  { text: 1000, list: 50 },
  { text: 1000, list: 20 },
  { text: 400, list: 10 },
  { text: 400, list: 5, without: ['evidence'] },
  { text: 160, list: 3, without: ['evidence', 'differences', 'plan'] },
  // Only bounded parts are left: a handful of short texts, and at most 6 KB of an original.
  {
    text: 160,
    list: 1,
    without: ['evidence', 'differences', 'plan', 'findings', 'tags', 'vpc', 'acceptingVpc'],
  },
];

/** Room for an event in a task: as an escaped text in Base64 it may be far longer than it is. */
const MAX_ESCAPED_BYTES = 54 * 1024;

const escapedBytes = (event: FollowUpEvent): number =>
  Math.ceil(Buffer.byteLength(JSON.stringify(JSON.stringify(event))) / 3) * 4;

const fits = (event: FollowUpEvent): boolean =>
  sizeOf(event) <= MAX_EVENT_BYTES && escapedBytes(event) <= MAX_ESCAPED_BYTES;

/** Bytes of the event as JSON in UTF-8. */
export const sizeOf = (event: FollowUpEvent): number =>
  Buffer.byteLength(JSON.stringify(event), 'utf8');

/**
 * The event, with data that survives any JSON reader and within 30 KB. Data that is too long loses
 * first the length of its texts and lists, then whole parts; `data.omitted` counts what lists lost.
 */
export const fitted = (event: FollowUpEvent): FollowUpEvent => {
  let fitting: FollowUpEvent = { ...event, data: clipped(event.data, UNLIMITED) };
  for (const limits of STEPS) {
    if (fits(fitting)) return fitting;
    fitting = { ...event, data: clipped(event.data, limits) };
  }
  return fitting;
};
