import * as v from 'valibot';

/** EventBridge: one event, in bytes. */
const MAX_BYTES = 64 * 1024;

const time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'is no time'),
);

const schema = v.looseObject({
  id: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/, 'is not 1 to 128 letters, digits and hyphens'),
  ),
  source: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  specversion: v.literal('1.0'),
  subject: v.optional(v.pipe(v.string(), v.maxLength(512))),
  time: v.optional(time),
  aliyuneventbusname: v.string(),
  data: v.optional(v.unknown()),
});
export type ArrivedEvent = v.InferOutput<typeof schema>;

export type EventRead =
  | { readonly ok: true; readonly event: ArrivedEvent }
  | { readonly ok: false; readonly reason: string };

const sizeFault = (raw: unknown): string | undefined => {
  const bytes = Buffer.byteLength(JSON.stringify(raw));
  return bytes > MAX_BYTES ? `event: ${bytes} bytes, ${MAX_BYTES} are allowed` : undefined;
};

/** One entry of putEvents, held against EventBridge's rules for the fields of an event. */
export const readEntry = (raw: unknown): EventRead => {
  const parsed = v.safeParse(schema, raw);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return { ok: false, reason: `${issue.path?.[0]?.key ?? 'event'}: ${issue.message}` };
  }
  const reason = sizeFault(raw);
  return reason === undefined ? { ok: true, event: parsed.output } : { ok: false, reason };
};

/** The bus that an entry names; empty for one that names none. */
export const busOf = (raw: unknown): string =>
  typeof raw === 'object' && raw !== null && 'aliyuneventbusname' in raw
    ? String(raw.aliyuneventbusname)
    : '';

/** The id of an entry that may be anything. */
export const idOf = (raw: unknown): string =>
  typeof raw === 'object' && raw !== null && 'id' in raw ? String(raw.id) : '';
