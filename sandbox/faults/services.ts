import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpRequest } from '../http/types.ts';
import { errorAnswer } from '../messaging/smq/api/answers.ts';
import { routeOf } from '../messaging/smq/api/routes.ts';

export interface ErrorFacts {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

type Name = 'VpcPeer' | 'Vpc' | 'Sts' | 'EventBridge' | 'Mns' | 'Fc' | 'Fc2';

interface ServiceShape {
  readonly name: Name;
  readonly owns: (request: HttpRequest) => boolean;
  readonly actionOf: (request: HttpRequest) => string;
  /** An error in the form of the service. */
  readonly error: (facts: ErrorFacts) => HttpAnswer;
  /** What it answers to credentials that are over and to a clock that is wrong. */
  readonly expiry: Readonly<Record<'token' | 'clock', readonly [status: number, code: string]>>;
}

const json = (status: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

const EXPIRED = 'InvalidSecurityToken.Expired';
const SKEWED = 'InvalidTimeStamp.Expired';

const acsAction = ({ headers }: HttpRequest): string => headers['x-acs-action'] ?? '';

const rpcError = ({ status, code, message, requestId }: ErrorFacts): HttpAnswer => {
  const body = { RequestId: requestId, HostId: 'sandbox', Code: code, Message: message };
  return json(status, body, { 'x-acs-request-id': requestId, 'x-fc-request-id': requestId });
};

const isRpc = ({ path, headers }: HttpRequest, version: string): boolean =>
  path === '/' && headers['x-acs-version'] === version;

const rpc = (name: Name, version: string): ServiceShape => ({
  name,
  owns: (request) => isRpc(request, version),
  actionOf: acsAction,
  error: rpcError,
  expiry: { token: [400, EXPIRED], clock: [400, SKEWED] },
});

/** The emulated services: how a call of each is recognised, and the form of its errors. */
export const SERVICES: readonly ServiceShape[] = [
  rpc('VpcPeer', '2022-01-01'),
  rpc('Vpc', '2016-04-28'),
  rpc('Sts', '2015-04-01'),
  {
    name: 'EventBridge',
    owns: (request) => request.path === '/openapi/putEvents' || isRpc(request, '2020-04-01'),
    actionOf: (request) => acsAction(request) || 'PutEvents',
    error: ({ status, code, message, requestId }) => json(status, { code, message, requestId }),
    expiry: { token: [403, 'StsAccessIdExpired'], clock: [403, 'RequestTimeTooSkewed'] },
  },
  {
    name: 'Mns',
    owns: (request) => routeOf(request) !== undefined,
    actionOf: (request) => routeOf(request)?.operation?.action ?? '',
    error: (facts) => errorAnswer(facts, 'sandbox'),
    expiry: { token: [403, 'AccessDenied'], clock: [408, 'TimeExpired'] },
  },
  {
    name: 'Fc',
    owns: ({ path }) => path.startsWith('/2023-03-30/'),
    actionOf: acsAction,
    error: rpcError,
    // Function Compute answers 403 to whatever is wrong with a signature.
    expiry: { token: [403, EXPIRED], clock: [403, SKEWED] },
  },
  {
    name: 'Fc2',
    owns: ({ path }) => path.startsWith('/2016-08-15/'),
    actionOf: () => 'InvokeFunction',
    error: ({ status, code, message, requestId }) =>
      json(status, { ErrorCode: code, ErrorMessage: message }, { 'x-fc-request-id': requestId }),
    expiry: { token: [403, 'AccessDenied'], clock: [403, 'AccessDenied'] },
  },
];

/** A call as rules see it. */
export interface Call {
  readonly request: HttpRequest;
  readonly service: ServiceShape | undefined;
  readonly action: string;
}

export const callOf = (request: HttpRequest): Call => {
  const service = SERVICES.find(({ owns }) => owns(request));
  return { request, service, action: service?.actionOf(request) ?? '' };
};

/** An error in the form of the service that was called. */
export const errorOf = (
  { service }: Call,
  {
    requestId = randomUUID().toUpperCase(),
    ...facts
  }: Omit<ErrorFacts, 'requestId'> & {
    readonly requestId?: string | undefined;
  },
): HttpAnswer =>
  service?.error({ ...facts, requestId }) ??
  json(facts.status, { Code: facts.code, Message: facts.message, RequestId: requestId });
