import type { Context } from '../context.ts';
import type { Language } from '../errors/types.ts';
import { h } from '../hash.ts';
import type { ConnectionView } from '../model/connection.ts';
import type { EventType, FollowUpEvent } from '../model/event.ts';
import type { Origin } from '../model/request.ts';
import { inLanguage } from '../texts/in-language.ts';

/** EventBridge: an event id starts with a letter or digit, then letters, digits and hyphens, 128 in all. */
const RULE = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;

/** An id of the parts. A leading part that breaks the rule (or is too long) is replaced by its hash. */
const joined = (first: string, ...rest: readonly string[]): string => {
  const id = [first, ...rest].join('-');
  return RULE.test(id) ? id : [h(first), ...rest].join('-');
};

/** `{instanceId}-{status}`: a status is announced once in a connection's life. */
export const statusEventId = (instanceId: string, status: string): string =>
  joined(instanceId, status);

/** `{instanceId}-{what}-{16 hex}`: facts that may happen several times to one connection. */
export const repeatableEventId = (instanceId: string, what: string, key: string): string =>
  joined(instanceId, what, key);

/** One failure of one request is one event, however often it is met. */
export const failedEventId = (failed: {
  readonly requestId: string;
  readonly action: string;
  readonly failure: { readonly code: string };
  readonly arrival: number;
}): string =>
  `${h(failed.requestId, failed.action, failed.failure.code, String(failed.arrival))}-Failed`;

/** The same bytes in a redelivered message are the same event. `bytesSha256` stands for the bytes. */
export const rejectedEventId = (messageId: string, bytesSha256: string): string =>
  `${h(messageId, bytesSha256)}-Rejected`;

/** What every builder needs besides its facts. */
export interface EventContext {
  /** CloudEvents `source`. */
  readonly source: string;
  /** Prefix of our tags: they are not shown to others. */
  readonly name: string;
  /** When the fact was seen, milliseconds since the epoch. */
  readonly observedAt: number;
  /** Carried on from the request, where it had one. */
  readonly traceparent?: string | undefined;
  /** Of the texts for people; English where absent. */
  readonly language?: Language | undefined;
}

/** What every event needs besides its facts; `time` is now. */
export const eventContext = (ctx: Context, origin?: Origin): EventContext => ({
  source: ctx.settings.source,
  name: ctx.settings.name,
  observedAt: ctx.clock.now(),
  traceparent: origin?.traceparent,
  language: ctx.settings.language,
});

interface Payload {
  readonly type: EventType;
  readonly id: string;
  readonly subject: string | undefined;
  readonly data: object;
}

/** EventBridge takes a `subject` of at most 512 characters. */
const MAX_SUBJECT = 512;

/** Who an event is about: the connection, or the VPC it would have begun at, or absent. */
export const subjectOf = (connection: ConnectionView | undefined): string | undefined => {
  const { instanceId, regionId, ownerId, vpc } = connection ?? {};
  if (!regionId || !ownerId) return undefined;
  if (instanceId) return `acs:vpc:${regionId}:${ownerId}:vpcpeer/${instanceId}`;
  return vpc?.vpcId ? `acs:vpc:${regionId}:${ownerId}:vpc/${vpc.vpcId}` : undefined;
};

/** A CloudEvents 1.0 event in structured mode, at most 30 KB once serialised. */
export const enveloped = (context: EventContext, payload: Payload): FollowUpEvent => {
  const { subject } = payload;
  return fitted({
    specversion: '1.0',
    id: payload.id,
    source: context.source,
    type: payload.type,
    ...(subject !== undefined && subject.length <= MAX_SUBJECT ? { subject } : {}),
    time: new Date(context.observedAt).toISOString(),
    datacontenttype: 'application/json',
    ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
    data: { peerflow: 'event', ...inLanguage(payload.data, context.language ?? 'en') },
  });
};

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
    if (value === undefined) return true;
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
export const sizeOf = (event: FollowUpEvent): number => Buffer.byteLength(JSON.stringify(event));

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
