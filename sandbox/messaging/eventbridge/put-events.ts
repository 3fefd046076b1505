import { randomUUID } from 'node:crypto';
import type { Key } from '../../cloud/credentials.ts';
import { CloudFault, eventBridgeFault } from '../../cloud/fault.ts';
import { type SignatureChecks, verifyHmac } from '../../gateway/hmac.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../http/types.ts';
import type { Switches } from '../../platform/switches.ts';
import { type ArrivedEvent, busOf, idOf, readEntry } from './event.ts';

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
  readonly regionId: string;
  readonly switches: Pick<Switches, 'defaultBusStatus' | 'unknownBus'>;
  readonly hasBus: (name: string) => boolean;
  readonly take: (event: ArrivedEvent) => void;
}

export const busArn = (
  { accountId, regionId }: { readonly accountId: string; readonly regionId: string },
  bus: string,
): string => `acs:eventbridge:${regionId}:${accountId}:eventbus/${bus}`;

const answer = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const newRequestId = (): string => randomUUID().toUpperCase();

const batchOf = ({ body }: HttpRequest): readonly unknown[] => {
  if (body.length > MAX_BYTES)
    throw eventBridgeFault('InvalidArgument', `The batch is larger than ${MAX_BYTES} bytes.`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw eventBridgeFault('InvalidArgument');
  }
  if (!Array.isArray(value) || value.length === 0) throw eventBridgeFault('InvalidArgument');
  if (value.length > MAX_EVENTS)
    throw eventBridgeFault('InvalidArgument', `The batch has more than ${MAX_EVENTS} events.`);
  return value;
};

/** The bus `default` takes events of services of the cloud only. */
const refuseDefault = ({ switches }: PutEventsOptions): CloudFault =>
  eventBridgeFault(
    switches.defaultBusStatus === 403 ? 'AccessDenied' : 'InvalidArgument',
    'The event bus default takes events of cloud services only.',
  );

/** Checks every bus that a batch names, before anything of it is taken. */
const admit = (key: Key, batch: readonly unknown[], options: PutEventsOptions): void => {
  if (key.accountId !== options.accountId) throw eventBridgeFault('AccessDenied');
  for (const bus of new Set(batch.map(busOf))) {
    if (!options.allows(key, 'eventbridge:PutEvents', busArn(options, bus)))
      throw eventBridgeFault('AccessDenied');
    if (bus === 'default') throw refuseDefault(options);
    if (options.switches.unknownBus === 'call' && !options.hasBus(bus))
      throw eventBridgeFault('EventBusNotExist', `The event bus ${bus} does not exist.`);
  }
};

const failed = (raw: unknown, ErrorCode: string, ErrorMessage: string): Entry => ({
  EventId: idOf(raw),
  ErrorCode,
  ErrorMessage,
});

/** Each entry is taken or refused on its own; a failed one does not fail the call. */
const takeEntry = (raw: unknown, { hasBus, take }: PutEventsOptions): Entry => {
  const read = readEntry(raw);
  if (!read.ok) return failed(raw, 'InvalidArgument', read.reason);
  const bus = read.event.aliyuneventbusname;
  if (!hasBus(bus)) return failed(raw, 'EventBusNotExist', `The event bus ${bus} does not exist.`);
  take(read.event);
  return { EventId: read.event.id, TraceId: randomUUID() };
};

const put = (request: HttpRequest, options: PutEventsOptions): HttpAnswer => {
  const key = verifyHmac('EventBridge', request, options);
  const batch = batchOf(request);
  admit(key, batch, options);
  const { failEntries = 0 } = request;
  const entries = batch.map((each, at) =>
    at < failEntries ? failed(each, 'InternalError', 'Try again.') : takeEntry(each, options),
  );
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
      if (!(error instanceof CloudFault)) throw error;
      const { status, code, message } = error;
      return answer(status, { code, message, requestId: newRequestId() });
    }
  };
