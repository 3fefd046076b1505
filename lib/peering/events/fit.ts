import type { FollowUpEvent } from '../model/event.ts';

/** EventBridge takes 64 KB an event; half of it is left to envelopes that others put around. */
export const MAX_EVENT_BYTES = 40 * 1024;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const MAX_TEXT = 512;

/** Longest first: shorter texts, then fewer entries in lists, until the event fits. */
const shrink = (value: unknown, text: number, entries: number): unknown => {
  if (typeof value === 'string')
    return value.length > text ? `${value.slice(0, text - 1)}…` : value;
  if (Array.isArray(value))
    return value.slice(0, entries).map((each) => shrink(each, text, entries));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'base64' || key.endsWith('Id') ? each : shrink(each, text, entries),
    ]),
  );
};

/** The event itself, or one that says the same in at most 40 KB. Ids and original bytes stay whole. */
export const withinLimit = <D>(event: FollowUpEvent<D>): FollowUpEvent<D> => {
  if (bytesOf(event) <= MAX_EVENT_BYTES) return event;
  for (let entries = 64; entries >= 1; entries = Math.floor(entries / 2)) {
    const smaller = { ...event, data: shrink(event.data, MAX_TEXT, entries) as D };
    if (bytesOf(smaller) <= MAX_EVENT_BYTES) return smaller;
  }
  return { ...event, data: shrink(event.data, 64, 1) as D };
};
