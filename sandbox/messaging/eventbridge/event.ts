import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { isRecord } from '../../values.ts';
import type { QueueMessage } from '../smq/queue.ts';
import type { QueueReading } from './stream.ts';

/** EventBridge: one event, in bytes. */
const MAX_BYTES = 64 * 1024;

const schema = v.looseObject({
  id: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/, 'is not 1 to 128 letters, digits and hyphens'),
  ),
  source: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  specversion: v.literal('1.0'),
  subject: v.optional(v.pipe(v.string(), v.maxLength(512))),
  time: v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'is no time'),
  ),
  datacontenttype: v.optional(
    v.pipe(v.string(), v.regex(/^application\/json\s*(;|$)/i, 'is not application/json')),
  ),
  aliyuneventbusname: v.string(),
  data: v.optional(v.unknown()),
});
export type ArrivedEvent = v.InferOutput<typeof schema>;

/** One entry of putEvents, held against EventBridge's rules for the fields of an event; or what is wrong. */
export const readEntry = (raw: unknown): ArrivedEvent | string => {
  const parsed = v.safeParse(schema, raw);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return `${issue.path?.[0]?.key ?? 'event'}: ${issue.message}`;
  }
  const bytes = Buffer.byteLength(JSON.stringify(raw));
  return bytes > MAX_BYTES ? `event: ${bytes} bytes, ${MAX_BYTES} are allowed` : parsed.output;
};

/** A field of an entry that may be anything; empty where it is not there. */
export const fieldOf = (raw: unknown, field: 'id' | 'aliyuneventbusname'): string =>
  isRecord(raw) ? String(raw[field] ?? '') : '';

/** Whose buses these are, and where. */
export interface Owner {
  readonly accountId: string;
  readonly regionId: string;
}

/** The attributes that a bus adds to every event it delivers; `at` is milliseconds since the epoch. */
export const aliyunAttributes = ({ accountId, regionId }: Owner, bus: string, at: number) => ({
  aliyunaccountid: accountId,
  aliyunoriginalaccountid: accountId,
  aliyunpublishtime: new Date(at).toISOString(),
  aliyuneventbusname: bus,
  aliyunregionid: regionId,
  aliyunpublishaddr: '127.0.0.1',
});

export const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]+={0,2}$/.test(text);

/** The CloudEvent that EventBridge makes of an SMQ message. IsBase64Decode: a body that is Base64 is decoded. */
export const queueEvent = (
  { messageId, body, enqueuedAt }: QueueMessage,
  { queue, source, isBase64Decode }: Pick<QueueReading, 'queue' | 'source' | 'isBase64Decode'>,
  owner: Owner,
) => ({
  id: randomUUID(),
  source,
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  datacontenttype: 'application/json; charset=utf-8',
  subject: `acs:mns:${owner.regionId}:${owner.accountId}:queues/${queue}`,
  time: new Date(enqueuedAt).toISOString(),
  ...aliyunAttributes(owner, source, enqueuedAt),
  data: {
    requestId: randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase(),
    messageId,
    messageBody:
      isBase64Decode && isBase64(body) ? Buffer.from(body, 'base64').toString('utf8') : body,
  },
});
