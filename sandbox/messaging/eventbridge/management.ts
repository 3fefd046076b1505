import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../../clock.ts';
import type { Key } from '../../cloud/credentials.ts';
import { CloudFault } from '../../cloud/fault.ts';
import { paramsOf } from '../../gateway/params.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../http/types.ts';
import type { Allows } from '../../platform/ports.ts';
import { busName } from './fixture.ts';
import { busArn } from './put-events.ts';

export interface Bus {
  readonly name: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface ManagementOptions {
  readonly accountId: string;
  readonly regionId: string;
  readonly allows: Allows;
  readonly clock: Pick<Clock, 'now'>;
  /** The key that made an ACS3-HMAC-SHA256 signature. Throws `CloudFault`. */
  readonly callerOf: (request: HttpRequest) => Key;
  /** By name; `default` is among them. */
  readonly buses: Map<string, Bus>;
  /** Service-linked roles that were made. */
  readonly linkedRoles: Set<string>;
}

const VERSION = '2020-04-01';

/** EventBridge limits: custom buses of a region, buses of one page. */
const MOST_BUSES = 50;
const MOST_LISTED = 100;

/** This API answers 200 with `Success: false` and a code for what it refuses. */
type Outcome =
  | { readonly Code: 'Success'; readonly Data?: object }
  | { readonly Code: string; readonly Message: string };

type Params = Readonly<Record<string, string>>;

interface Operation {
  /** What RAM has to allow. */
  readonly right: string;
  /** The bus that a call is about, or `*`; absent for a resource of no kind. */
  readonly bus?: (params: Params) => string;
  readonly run: (params: Params, options: ManagementOptions) => Outcome;
}

const invalid = (what: string): Outcome => ({
  Code: 'InvalidArgument',
  Message: `${what} is not valid.`,
});

const nameIn = ({ EventBusName = '' }: Params): string => EventBusName;

const view = (options: ManagementOptions, { name, description, createdAt }: Bus) => ({
  EventBusName: name,
  EventBusARN: busArn(options, name),
  Description: description,
  CreateTimestamp: createdAt,
});

const create: Operation['run'] = (params, options) => {
  const { buses, clock } = options;
  const name = nameIn(params);
  if (!v.is(busName, name)) return invalid('EventBusName');
  if (buses.has(name))
    return { Code: 'EventBusAlreadyExist', Message: `The event bus [${name}] already exists!` };
  if (buses.size > MOST_BUSES)
    return { Code: 'EventBusCountExceedLimit', Message: `${MOST_BUSES} buses are allowed.` };
  buses.set(name, { name, description: params.Description ?? '', createdAt: clock.now() });
  return { Code: 'Success', Data: { EventBusARN: busArn(options, name) } };
};

const get: Operation['run'] = (params, options) => {
  const name = nameIn(params);
  const bus = options.buses.get(name);
  return bus === undefined
    ? { Code: 'EventBusNotExist', Message: `The event bus [${name}] not existed!` }
    : { Code: 'Success', Data: view(options, bus) };
};

const list: Operation['run'] = ({ NamePrefix = '', NextToken = '0', Limit = '10' }, options) => {
  const from = Number(NextToken);
  const to = from + Math.min(Number(Limit), MOST_LISTED);
  const all = [...options.buses.values()].filter(({ name }) => name.startsWith(NamePrefix));
  const EventBuses = all.slice(from, to).map((bus) => view(options, bus));
  const next = to < all.length ? { NextToken: String(to) } : {};
  return { Code: 'Success', Data: { EventBuses, Total: all.length, ...next } };
};

/** Making one again is no error. */
const linkRole: Operation['run'] = ({ ProductName = '' }, { linkedRoles }) => {
  if (!/^AliyunServiceRoleForEventBridge\w+$/.test(ProductName)) return invalid('ProductName');
  linkedRoles.add(ProductName);
  return { Code: 'Success' };
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateEventBus: { right: 'eventbridge:CreateEventBus', bus: () => '*', run: create },
  GetEventBus: { right: 'eventbridge:GetEventBus', bus: nameIn, run: get },
  ListEventBuses: { right: 'eventbridge:ListEventBuses', bus: () => '*', run: list },
  CreateServiceLinkedRoleForProduct: { right: 'ram:CreateServiceLinkedRole', run: linkRole },
};

const answer = (status: number, requestId: string, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8', 'x-acs-request-id': requestId },
  body: JSON.stringify({ RequestId: requestId, ...body }),
});

const run = (request: HttpRequest, options: ManagementOptions): object => {
  const caller = options.callerOf(request);
  const operation = OPERATIONS[request.headers['x-acs-action'] ?? ''];
  if (operation === undefined)
    throw new CloudFault('InvalidAction.NotFound', 'Specified api is not found.', 404);
  const params = paramsOf(request);
  const { right, bus } = operation;
  const resource = bus === undefined ? '*' : busArn(options, bus(params));
  if (caller.accountId !== options.accountId || !options.allows(caller, right, resource))
    throw new CloudFault('NoPermission', `You are not authorized to ${right}.`, 403);
  const outcome = operation.run(params, options);
  return { ...outcome, Success: outcome.Code === 'Success' };
};

/** EventBridge's management API 2020-04-01, signed with ACS3-HMAC-SHA256: buses and service-linked roles. */
export const createManagement =
  (options: ManagementOptions): Service =>
  async (request) => {
    if (request.path !== '/' || request.headers['x-acs-version'] !== VERSION) return undefined;
    const requestId = randomUUID().toUpperCase();
    try {
      return answer(200, requestId, run(request, options));
    } catch (error) {
      if (!(error instanceof CloudFault)) throw error;
      const { status, code: Code, message: Message } = error;
      return answer(status, requestId, { Code, Message });
    }
  };
