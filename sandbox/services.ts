import { randomBytes, randomUUID } from 'node:crypto';
import { CloudFault, refuse } from './cloud/fault.ts';
import { hmacFault } from './gateway/hmac.ts';
import { type Handler, type HttpAnswer, type HttpRequest, json, rpcJson } from './http.ts';
import { routeOf } from './messaging/smq/routes.ts';
import { xmlAnswer } from './messaging/smq/xml.ts';

/** The emulated services, as rules of faults name them. */
export const SERVICE_NAMES = ['VpcPeer', 'Vpc', 'Sts', 'EventBridge', 'Mns', 'Fc', 'Fc2'] as const;

/** How a call of a service is recognised, and how the service says what is wrong. */
interface Shape {
  /** Empty for what no service owns. */
  readonly name: (typeof SERVICE_NAMES)[number] | '';
  readonly owns: (request: HttpRequest) => boolean;
  readonly actionOf: (request: HttpRequest) => string;
  readonly newRequestId: () => string;
  /** The header in which every answer carries the id of its request, if there is one. */
  readonly idHeader?: string;
  /** An error in the form of the service. */
  readonly error: (fault: CloudFault, call: Pick<Incoming, 'request' | 'requestId'>) => HttpAnswer;
  /** What it answers to credentials that are over and to a clock that is wrong. */
  readonly expiry: (what: 'expired' | 'skew') => CloudFault;
}

/** A request with what is known of it before a service looks at it. */
export interface Incoming {
  readonly request: HttpRequest;
  readonly service: Shape;
  readonly action: string;
  readonly requestId: string;
}

const newId = (): string => randomUUID().toUpperCase();
const acsAction = ({ headers }: HttpRequest): string => headers['x-acs-action'] ?? '';
const acsExpiry = (what: 'expired' | 'skew'): CloudFault =>
  refuse(what === 'expired' ? 'InvalidSecurityToken.Expired' : 'InvalidTimeStamp.Expired');

/** The gateway of the RPC products, one version each. */
const rpc = (name: Shape['name'], version?: string): Shape => ({
  name,
  owns: ({ path, headers }) =>
    path === '/' &&
    (version === undefined ? 'x-acs-action' in headers : headers['x-acs-version'] === version),
  actionOf: acsAction,
  newRequestId: newId,
  idHeader: 'x-acs-request-id',
  error: ({ status, code, message, detail }, { request, requestId }) => {
    const Recommend = `https://api.aliyun.com/troubleshoot?q=${code}&requestId=${requestId}`;
    const HostId = request.headers.host ?? '';
    const body = { RequestId: requestId, HostId, Code: code, Message: message, Recommend };
    return rpcJson(status, JSON.stringify({ ...body, ...detail }));
  },
  expiry: acsExpiry,
});

/** Function Compute 3.0; its HTTP triggers refuse in the same form. */
export const FUNCTION_COMPUTE: Shape = {
  name: 'Fc',
  owns: ({ path }) => path.startsWith('/2023-03-30/'),
  actionOf: acsAction,
  newRequestId: randomUUID,
  idHeader: 'x-fc-request-id',
  error: ({ status, code, message }, { requestId }) =>
    json(status, { Code: code, Message: message, RequestId: requestId }),
  expiry: (what) => acsExpiry(what).as({ status: 403 }),
};

const SHAPES: readonly Shape[] = [
  rpc('VpcPeer', '2022-01-01'),
  rpc('Vpc', '2016-04-28'),
  rpc('Sts', '2015-04-01'),
  rpc('EventBridge', '2020-04-01'),
  // A version that no product has is still the gateway's to refuse.
  rpc(''),
  {
    name: 'EventBridge',
    owns: ({ path }) => path === '/openapi/putEvents',
    actionOf: () => 'PutEvents',
    newRequestId: newId,
    error: ({ status, code, message }, { requestId }) => json(status, { code, message, requestId }),
    expiry: (what) => hmacFault('EventBridge', what),
  },
  {
    name: 'Mns',
    owns: ({ path }) => /^\/(queues|topics)(\/|$)/.test(path),
    actionOf: (request) => routeOf(request)?.operation.action ?? '',
    newRequestId: () => randomBytes(12).toString('hex').toUpperCase(),
    idHeader: 'x-mns-request-id',
    error: ({ status, code, message }, { request, requestId }) => {
      const HostId = `http://${request.headers.host ?? 'sandbox'}`;
      const fields = { Code: code, Message: message, RequestId: requestId, HostId };
      return xmlAnswer(status, 'Error', fields);
    },
    expiry: (what) => hmacFault('Mns', what),
  },
  FUNCTION_COMPUTE,
  {
    name: 'Fc2',
    owns: ({ path }) => path.startsWith('/2016-08-15/'),
    actionOf: () => 'InvokeFunction',
    newRequestId: randomUUID,
    idHeader: 'x-fc-request-id',
    error: ({ status, code, message }) => json(status, { ErrorCode: code, ErrorMessage: message }),
    expiry: (what) => hmacFault('Fc2', what),
  },
];

/** What belongs to no service is refused by the sandbox itself. */
const NOBODY: Shape = {
  ...rpc(''),
  idHeader: '',
  owns: () => true,
  error: ({ status, code, message }) => json(status, { Code: code, Message: message }),
};

export const callOf = (request: HttpRequest): Incoming => {
  const service = SHAPES.find(({ owns }) => owns(request)) ?? NOBODY;
  return { request, service, action: service.actionOf(request), requestId: service.newRequestId() };
};

/** An answer with the id of its request. */
export const identified = (
  { service: { idHeader }, requestId }: Pick<Incoming, 'service' | 'requestId'>,
  answer: HttpAnswer,
): HttpAnswer =>
  idHeader ? { ...answer, headers: { ...answer.headers, [idHeader]: requestId } } : answer;

/** An error in the form of the service that was called. */
export const errorOf = (call: Incoming, fault: CloudFault): HttpAnswer => {
  const answer = identified(call, call.service.error(fault, call));
  return { ...answer, headers: { ...answer.headers, ...fault.headers } };
};

/**
 * An emulated service answers the requests that are its own, throws `CloudFault` for what it refuses, and
 * passes on the rest with `undefined`.
 */
export type Service = (request: HttpRequest, call: Incoming) => Promise<HttpAnswer | undefined>;

/** Asks services in order; the first one that takes a request answers it, or says what is wrong with it. */
export const serve =
  (services: readonly Service[]): Handler =>
  async (request) => {
    const call = callOf(request);
    try {
      for (const service of services) {
        const answer = await service(request, call);
        if (answer !== undefined) return identified(call, answer);
      }
      const what = `${request.method} ${request.path}`;
      throw new CloudFault('NotFound', `no service of the sandbox takes ${what}`, 404);
    } catch (error) {
      if (error instanceof CloudFault) return errorOf(call, error);
      throw error;
    }
  };
