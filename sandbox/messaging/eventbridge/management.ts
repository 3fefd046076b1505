import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Key } from '../../cloud/credentials.ts';
import { CloudFault } from '../../cloud/fault.ts';
import { paramsOf } from '../../gateway/params.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../http/types.ts';
import type { Allows } from '../../platform/ports.ts';
import { busName } from './fixture.ts';
import { busArn } from './put-events.ts';

/** A custom bus. */
export interface Bus {
  readonly name: string;
  readonly description: string;
  /** Business clock, milliseconds. */
  readonly createdAt: number;
}

export interface ManagementOptions {
  readonly accountId: string;
  readonly regionId: string;
  readonly allows: Allows;
  readonly businessNow: () => number;
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

type Outcome = { readonly Code: 'Success'; readonly Data?: object } | Refused;

/** The management API answers 200 with `Success: false` for what it refuses. */
interface Refused {
  readonly Code: string;
  readonly Message: string;
}

type Operation = (
  params: URLSearchParams,
  options: ManagementOptions,
) => { readonly resource: string; readonly run: () => Outcome };

const success = (Data?: object): Outcome => ({
  Code: 'Success',
  ...(Data === undefined ? {} : { Data }),
});

const invalid = (what: string): Refused => ({
  Code: 'InvalidArgument',
  Message: `${what} is not valid.`,
});

const view = (options: ManagementOptions, { name, description, createdAt }: Bus) => ({
  EventBusName: name,
  EventBusARN: busArn(options, name),
  Description: description,
  CreateTimestamp: createdAt,
});

const create: Operation = (params, options) => {
  const { buses, businessNow } = options;
  const name = params.get('EventBusName') ?? '';
  const description = params.get('Description') ?? '';
  const run = (): Outcome => {
    if (!v.is(busName, name)) return invalid('EventBusName');
    if (buses.has(name))
      return { Code: 'EventBusAlreadyExist', Message: `The event bus [${name}] already exists!` };
    if (buses.size > MOST_BUSES)
      return { Code: 'EventBusCountExceedLimit', Message: `${MOST_BUSES} buses are allowed.` };
    buses.set(name, { name, description, createdAt: businessNow() });
    return success({ EventBusARN: busArn(options, name) });
  };
  return { resource: busArn(options, '*'), run };
};

const get: Operation = (params, options) => {
  const name = params.get('EventBusName') ?? '';
  const run = (): Outcome => {
    const bus = options.buses.get(name);
    return bus === undefined
      ? { Code: 'EventBusNotExist', Message: `The event bus [${name}] not existed!` }
      : success(view(options, bus));
  };
  return { resource: busArn(options, name), run };
};

const list: Operation = (params, options) => {
  const prefix = params.get('NamePrefix') ?? '';
  const from = Number(params.get('NextToken') ?? 0);
  const limit = Math.min(Number(params.get('Limit') ?? 10), MOST_LISTED);
  const run = (): Outcome => {
    const all = [...options.buses.values()].filter(({ name }) => name.startsWith(prefix));
    const page = all.slice(from, from + limit).map((bus) => view(options, bus));
    const next = from + limit < all.length ? { NextToken: String(from + limit) } : {};
    return success({ EventBuses: page, Total: all.length, ...next });
  };
  return { resource: busArn(options, '*'), run };
};

/** Making one again is no error. */
const linkRole: Operation = (params, { linkedRoles }) => {
  const name = params.get('ProductName') ?? '';
  const run = (): Outcome => {
    if (!/^AliyunServiceRoleForEventBridge\w+$/.test(name)) return invalid('ProductName');
    linkedRoles.add(name);
    return success();
  };
  return { resource: '*', run };
};

/** RAM: a role that is linked to a service is made by a right of RAM's own. */
const OPERATIONS: Readonly<Record<string, readonly [action: string, operation: Operation]>> = {
  CreateEventBus: ['eventbridge:CreateEventBus', create],
  GetEventBus: ['eventbridge:GetEventBus', get],
  ListEventBuses: ['eventbridge:ListEventBuses', list],
  CreateServiceLinkedRoleForProduct: ['ram:CreateServiceLinkedRole', linkRole],
};

const answer = (status: number, requestId: string, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8', 'x-acs-request-id': requestId },
  body: JSON.stringify({ RequestId: requestId, ...body }),
});

const run = (request: HttpRequest, options: ManagementOptions): object => {
  const caller = options.callerOf(request);
  const [action = '', operation] = OPERATIONS[request.headers['x-acs-action'] ?? ''] ?? [];
  if (operation === undefined)
    throw new CloudFault('InvalidAction.NotFound', 'Specified api is not found.', 404);
  const params = new URLSearchParams(paramsOf(request));
  const asked = operation(params, options);
  if (caller.accountId !== options.accountId || !options.allows(caller, action, asked.resource))
    throw new CloudFault('NoPermission', `You are not authorized to ${action}.`, 403);
  const outcome = asked.run();
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
