import type { FollowUpEvent } from '../model/event.ts';

/** How much of each part of an event's data may stay. */
export interface Limits {
  /** UTF-16 units per text. */
  readonly text: number;
  /** Entries per list. */
  readonly list: number;
  /** Fields that go altogether, wherever they are. */
  readonly without?: readonly string[];
}

/** What lists of an event show in any case, by their path; the rest is counted. */
const ALWAYS: Readonly<Record<string, number>> = {
  plan: 50,
  errors: 50,
  findings: 20,
  differences: 20,
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Cut at a character, never inside a surrogate pair: half a pair is no valid text. */
const clipText = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 2)) ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
};

/** Readers with 64-bit floats would round such a number, and one of the official clients does. */
const exact = (value: number): number | string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value).toString() : value;

/**
 * A copy of JSON-like data within the limits. Big integers become texts, `original.base64` stays whole
 * (it is bounded where it is made), and lists that lost entries are counted by their path.
 */
class Clipper {
  readonly omitted = new Map<string, number>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  copy(value: unknown, path: string): unknown {
    if (typeof value === 'string') {
      return path === 'original.base64' ? value : clipText(value, this.#limits.text);
    }
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number') return exact(value);
    if (Array.isArray(value)) return this.#copyList(value, path);
    return isRecord(value) ? this.#copyRecord(value, path) : value;
  }

  #copyList(values: readonly unknown[], path: string): readonly unknown[] {
    const list = Math.min(this.#limits.list, ALWAYS[path] ?? Number.POSITIVE_INFINITY);
    if (values.length > list) this.#note(path, values.length - list);
    return values.slice(0, list).map((each) => this.copy(each, path));
  }

  #copyRecord(record: Readonly<Record<string, unknown>>, path: string): object {
    const kept = Object.entries(record).filter(([key, value]) => !this.#drops(key, value, path));
    return Object.fromEntries(
      kept.map(([key, value]) => [key, this.copy(value, path === '' ? key : `${path}.${key}`)]),
    );
  }

  #drops(key: string, value: unknown, path: string): boolean {
    if (value === undefined || typeof value === 'function') return true;
    const drops = this.#limits.without?.includes(key) ?? false;
    if (drops)
      this.#note(path === '' ? key : `${path}.${key}`, Array.isArray(value) ? value.length : 1);
    return drops;
  }

  #note(path: string, count: number): void {
    this.omitted.set(path, (this.omitted.get(path) ?? 0) + count);
  }
}

/** The data within the limits; `omitted` is there only when a list or a part lost something. */
export const clipped = (data: unknown, limits: Limits): unknown => {
  const clipper = new Clipper(limits);
  const copy = clipper.copy(data, '');
  if (clipper.omitted.size === 0 || !isRecord(copy)) return copy;
  return { ...copy, omitted: Object.fromEntries(clipper.omitted) };
};

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
