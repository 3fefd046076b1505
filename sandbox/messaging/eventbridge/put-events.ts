import { randomUUID } from 'node:crypto';
import { isAllowed } from '../../cloud/sts.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../http/types.ts';
import type { SignatureChecks } from '../signature-checks.ts';
import { idOf, readEntry } from './event.ts';
import { EventBridgeFault } from './fault.ts';
import { verifyEventBridge } from './signature.ts';

/** EventBridge: events and bytes of one call. */
const MAX_EVENTS = 16;
const MAX_BYTES = 256 * 1024;

interface Entry {
  readonly EventId: string;
  readonly TraceId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export interface PutEventsOptions extends SignatureChecks {
  /** The account that the buses belong to. */
  readonly accountId: string;
  readonly hasBus: (name: string) => boolean;
  readonly take: (event: Extract<ReturnType<typeof readEntry>, { ok: true }>['event']) => void;
}

const answer = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const newRequestId = (): string => randomUUID().toUpperCase();

const batchOf = ({ body }: HttpRequest): readonly unknown[] => {
  if (body.length > MAX_BYTES)
    throw new EventBridgeFault('InvalidArgument', `The batch is larger than ${MAX_BYTES} bytes.`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new EventBridgeFault('InvalidArgument');
  }
  if (!Array.isArray(value) || value.length === 0) throw new EventBridgeFault('InvalidArgument');
  if (value.length > MAX_EVENTS)
    throw new EventBridgeFault('InvalidArgument', `The batch has more than ${MAX_EVENTS} events.`);
  return value;
};

const authorise = (request: HttpRequest, options: PutEventsOptions): void => {
  const key = verifyEventBridge(request, options);
  if (key.accountId !== options.accountId || !isAllowed(key.allow, 'eventbridge:PutEvents'))
    throw new EventBridgeFault('AccessDenied');
};

/** Each entry is taken or refused on its own; a failed one does not fail the call. */
const takeEntry = (raw: unknown, { hasBus, take }: PutEventsOptions): Entry => {
  const failed = (ErrorCode: string, ErrorMessage: string): Entry => ({
    EventId: idOf(raw),
    ErrorCode,
    ErrorMessage,
  });
  const read = readEntry(raw);
  if (!read.ok) return failed('InvalidArgument', read.reason);
  const bus = read.event.aliyuneventbusname;
  if (!hasBus(bus)) return failed('EventBusNotExist', `The event bus ${bus} does not exist.`);
  take(read.event);
  return { EventId: read.event.id, TraceId: randomUUID() };
};

const put = (request: HttpRequest, options: PutEventsOptions): HttpAnswer => {
  authorise(request, options);
  const entries = batchOf(request).map((each) => takeEntry(each, options));
  return answer(200, {
    RequestId: newRequestId(),
    ResourceOwnerAccountId: options.accountId,
    FailedEntryCount: entries.filter(({ ErrorCode }) => ErrorCode).length,
    EntryList: entries,
  });
};

/** `POST /openapi/putEvents`. */
export const createPutEvents =
  (options: PutEventsOptions): Service =>
  async (request) => {
    if (request.path !== '/openapi/putEvents') return undefined;
    try {
      return put(request, options);
    } catch (error) {
      if (!(error instanceof EventBridgeFault)) throw error;
      const { status, code, message } = error;
      return answer(status, { code, message, requestId: newRequestId() });
    }
  };
