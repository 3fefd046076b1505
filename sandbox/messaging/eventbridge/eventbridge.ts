import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Key } from '../../cloud/credentials.ts';
import type { HttpAnswer, Service } from '../../http/types.ts';
import type { Journal } from '../../journal.ts';
import { checkSignature, type Refusal } from './signature.ts';

const PATH = '/openapi/putEvents';
const MAX_EVENTS = 16;
const MAX_BYTES = 256 * 1024;

const eventSchema = v.looseObject({
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/)),
  source: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  specversion: v.literal('1.0'),
  subject: v.optional(v.pipe(v.string(), v.maxLength(512))),
  time: v.optional(
    v.pipe(
      v.string(),
      v.check((time) => !Number.isNaN(Date.parse(time))),
    ),
  ),
  aliyuneventbusname: v.string(),
  data: v.optional(v.unknown()),
});
export type ArrivedEvent = v.InferOutput<typeof eventSchema>;

export interface EventBridge {
  readonly service: Service;
  /** What arrived at a bus, or at all of them, in order. */
  events(bus?: string): readonly ArrivedEvent[];
  clear(): void;
  /** Calls the listener for every later event; returns the way to stop. */
  follow(listener: (event: ArrivedEvent) => void): () => void;
}

interface Entry {
  readonly EventId: string;
  readonly TraceId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

const answer = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const refuse = ({ status, code, message }: Refusal): HttpAnswer =>
  answer(status, { code, message, requestId: randomUUID().toUpperCase() });

const isRefusal = (it: Key | Refusal): it is Refusal => 'status' in it;

const listOf = (body: Buffer): readonly unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const idOf = (raw: unknown): string =>
  typeof raw === 'object' && raw !== null && 'id' in raw ? String(raw.id) : '';

/** EventBridge's data plane: putEvents with per-entry answers, and a way to read what arrived. */
export const createEventBridge = (options: {
  readonly journal: Journal;
  readonly find: (accessKeyId: string) => Key | undefined;
  readonly buses?: readonly string[];
}): EventBridge => {
  const arrived: ArrivedEvent[] = [];
  const listeners = new Set<(event: ArrivedEvent) => void>();
  const buses = options.buses ?? ['default'];

  const take = (raw: unknown, accountId: string): Entry => {
    const parsed = v.safeParse(eventSchema, raw);
    if (!parsed.success)
      return {
        EventId: idOf(raw),
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `${parsed.issues[0].path?.[0]?.key ?? 'event'}: ${parsed.issues[0].message}`,
      };
    const event = parsed.output;
    if (!buses.includes(event.aliyuneventbusname))
      return {
        EventId: event.id,
        ErrorCode: 'EventBusNotExist',
        ErrorMessage: `The event bus ${event.aliyuneventbusname} does not exist.`,
      };
    const delivered = { ...event, aliyunaccountid: accountId };
    arrived.push(delivered);
    options.journal.record({
      kind: 'event',
      summary: `${event.type} ${event.id}`,
      detail: { event: delivered },
    });
    for (const listener of listeners) listener(delivered);
    return { EventId: event.id, TraceId: randomUUID() };
  };

  const put: Service = async (request) => {
    if (request.path !== PATH) return undefined;
    const key = checkSignature(request, options.find);
    if (isRefusal(key)) return refuse(key);
    const list = listOf(request.body);
    if (!list || list.length === 0 || list.length > MAX_EVENTS || request.body.length > MAX_BYTES)
      return refuse({
        status: 400,
        code: 'InvalidArgument',
        message: 'The events are not a batch.',
      });
    const entries = list.map((each) => take(each, key.accountId));
    return answer(200, {
      RequestId: randomUUID().toUpperCase(),
      FailedEntryCount: entries.filter(({ ErrorCode }) => ErrorCode).length,
      EntryList: entries,
    });
  };

  return {
    service: put,
    events: (bus) =>
      bus === undefined ? arrived : arrived.filter((each) => each.aliyuneventbusname === bus),
    clear: () => {
      arrived.length = 0;
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
