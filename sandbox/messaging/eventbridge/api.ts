import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Cloud } from '../../assemble.ts';
import { CloudFault, eventBridgeFault, ramFault } from '../../cloud/fault.ts';
import type { Params } from '../../cloud/operation.ts';
import { type HttpRequest, json, paramsOf, rpcJson } from '../../http.ts';
import type { Service } from '../../services.ts';
import { fieldOf, type Owner, readEntry } from './event.ts';
import type { Bus, EventBridge } from './eventbridge.ts';
import { busName } from './fixture.ts';

type ApiOptions = Pick<Cloud, 'accountId' | 'regionId' | 'eventBridge' | 'access' | 'switches'>;

/** EventBridge: events and bytes of one call, custom buses of a region, buses of one page. */
const MAX_EVENTS = 16;
const MAX_BYTES = 256 * 1024;
const MOST_BUSES = 50;
const MOST_LISTED = 100;

const busArn = ({ accountId, regionId }: Owner, bus: string): string =>
  `acs:eventbridge:${regionId}:${accountId}:eventbus/${bus}`;

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

const noBus = (bus: string): string => `The event bus ${bus} does not exist.`;

/** Checks every bus that a batch names, before anything of it is taken. */
const admit = (request: HttpRequest, options: ApiOptions): readonly unknown[] => {
  const { access, switches, eventBridge } = options;
  const key = access.callerOf('EventBridge', request);
  const batch = batchOf(request);
  if (key.accountId !== options.accountId) throw eventBridgeFault('AccessDenied');
  for (const bus of new Set(batch.map((each) => fieldOf(each, 'aliyuneventbusname')))) {
    if (!access.allows(key, 'eventbridge:PutEvents', busArn(options, bus)))
      throw eventBridgeFault('AccessDenied');
    if (bus === 'default')
      throw eventBridgeFault(
        switches.defaultBusStatus === 403 ? 'AccessDenied' : 'InvalidArgument',
        'The event bus default takes events of cloud services only.',
      );
    if (switches.unknownBus === 'call' && !eventBridge.buses.has(bus))
      throw eventBridgeFault('EventBusNotExist', noBus(bus));
  }
  return batch;
};

const failed = (raw: unknown, ErrorCode: string, ErrorMessage: string) => ({
  EventId: fieldOf(raw, 'id'),
  ErrorCode,
  ErrorMessage,
});

/** Each entry is taken or refused on its own; a failed one does not fail the call. */
const takeEntry = (raw: unknown, eventBridge: EventBridge) => {
  const event = readEntry(raw);
  if (typeof event === 'string') return failed(raw, 'InvalidArgument', event);
  const bus = event.aliyuneventbusname;
  if (!eventBridge.buses.has(bus)) return failed(raw, 'EventBusNotExist', noBus(bus));
  eventBridge.put(event);
  return { EventId: event.id, TraceId: randomUUID() };
};

/** `POST /openapi/putEvents`. */
const putEvents = (request: HttpRequest, requestId: string, options: ApiOptions) => {
  const { failEntries = 0 } = request;
  const entries = admit(request, options).map((each, at) =>
    at < failEntries
      ? failed(each, 'InternalError', 'Try again.')
      : takeEntry(each, options.eventBridge),
  );
  return json(200, {
    RequestId: requestId,
    ResourceOwnerAccountId: options.accountId,
    FailedEntryCount: entries.filter((each) => 'ErrorCode' in each).length,
    EntryList: entries,
  });
};

/** The management API answers 200 with `Success: false` and a code for what it refuses. */
type Outcome =
  | { readonly Code: 'Success'; readonly Data?: object }
  | { readonly Code: string; readonly Message: string };

interface Operation {
  /** What RAM has to allow. */
  readonly right: string;
  /** The bus that a call is about, or `*`; absent for a resource of no kind. */
  readonly bus?: (params: Params) => string;
  readonly run: (params: Params, options: ApiOptions) => Outcome;
}

const invalid = (what: string): Outcome => ({
  Code: 'InvalidArgument',
  Message: `${what} is not valid.`,
});

const view = (owner: Owner, { name, description, createdAt }: Bus) => ({
  EventBusName: name,
  EventBusARN: busArn(owner, name),
  Description: description,
  CreateTimestamp: createdAt,
});

const create: Operation['run'] = ({ EventBusName: name = '', Description = '' }, options) => {
  const { eventBridge } = options;
  if (!v.is(busName, name)) return invalid('EventBusName');
  if (eventBridge.buses.has(name))
    return { Code: 'EventBusAlreadyExist', Message: `The event bus [${name}] already exists!` };
  if (eventBridge.buses.size > MOST_BUSES)
    return { Code: 'EventBusCountExceedLimit', Message: `${MOST_BUSES} buses are allowed.` };
  eventBridge.createBus(name, Description);
  return { Code: 'Success', Data: { EventBusARN: busArn(options, name) } };
};

const get: Operation['run'] = ({ EventBusName: name = '' }, options) => {
  const bus = options.eventBridge.buses.get(name);
  return bus === undefined
    ? { Code: 'EventBusNotExist', Message: `The event bus [${name}] not existed!` }
    : { Code: 'Success', Data: view(options, bus) };
};

const list: Operation['run'] = ({ NamePrefix = '', NextToken = '0', Limit = '10' }, options) => {
  if (!/^[1-9]\d*$/.test(Limit)) return invalid('Limit');
  if (!/^\d+$/.test(NextToken)) return invalid('NextToken');
  const from = Number(NextToken);
  const to = from + Math.min(Number(Limit), MOST_LISTED);
  const { buses } = options.eventBridge;
  const all = [...buses.values()].filter(({ name }) => name.startsWith(NamePrefix));
  const EventBuses = all.slice(from, to).map((bus) => view(options, bus));
  const next = to < all.length ? { NextToken: String(to) } : {};
  return { Code: 'Success', Data: { EventBuses, Total: all.length, ...next } };
};

/** Making one again is no error. */
const linkRole: Operation['run'] = ({ ProductName = '' }, { eventBridge }) => {
  if (!/^AliyunServiceRoleForEventBridge\w+$/.test(ProductName)) return invalid('ProductName');
  eventBridge.linkedRoles.add(ProductName);
  return { Code: 'Success' };
};

const nameIn = ({ EventBusName = '' }: Params): string => EventBusName;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateEventBus: { right: 'eventbridge:CreateEventBus', bus: () => '*', run: create },
  GetEventBus: { right: 'eventbridge:GetEventBus', bus: nameIn, run: get },
  ListEventBuses: { right: 'eventbridge:ListEventBuses', bus: () => '*', run: list },
  CreateServiceLinkedRoleForProduct: { right: 'ram:CreateServiceLinkedRole', run: linkRole },
};

/** The management API 2020-04-01, signed with ACS3-HMAC-SHA256: buses and service-linked roles. */
const manage = (request: HttpRequest, requestId: string, options: ApiOptions) => {
  const { access } = options;
  const caller = access.callerOf('Acs3', request);
  const operation = OPERATIONS[request.headers['x-acs-action'] ?? ''];
  if (operation === undefined)
    throw new CloudFault('InvalidAction.NotFound', 'Specified api is not found.', 404);
  const params = paramsOf(request);
  const { right, bus } = operation;
  const resource = bus === undefined ? '*' : busArn(options, bus(params));
  if (caller.accountId !== options.accountId || !access.allows(caller, right, resource))
    throw ramFault('NoPermission', `You are not authorized to ${right}.`);
  const outcome = operation.run(params, options);
  const body = { RequestId: requestId, ...outcome, Success: outcome.Code === 'Success' };
  return rpcJson(200, JSON.stringify(body));
};

/** Both APIs of EventBridge. */
export const createEventBridgeService =
  (options: ApiOptions): Service =>
  async (request, { service, requestId }) => {
    if (service.name !== 'EventBridge') return undefined;
    return request.path === '/'
      ? manage(request, requestId, options)
      : putEvents(request, requestId, options);
  };
