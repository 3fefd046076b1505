import { randomUUID } from 'node:crypto';
import type { HttpRequest, Service } from '../../http/types.ts';
import { toHttpEvent } from '../http-trigger/event.ts';
import type { AsyncQueue } from '../invoke/async-queue.ts';
import type { Deployed } from '../invoke/deployed.ts';
import type { PlatformPorts } from '../ports.ts';
import type { Switches } from '../switches.ts';
import { callFunction } from './call.ts';
import { fc3Error, isRefusal, type Refusal, readAsked, refuse } from './headers.ts';

export interface Fc3Options {
  find(name: string): Deployed | undefined;
  readonly queue: AsyncQueue;
  readonly ports: Pick<PlatformPorts, 'verifyAcs3'>;
  readonly switches: Switches;
}

const PATH = /^\/2023-03-30\/functions\/([^/]+)\/invocations$/;

const hasHttpTrigger = ({ spec }: Deployed): boolean =>
  spec.triggers.some((each) => each.triggerType === 'http');

const notFound = (name: string): Refusal => ({
  status: 404,
  code: 'FunctionNotFound',
  message: `function '${name}' does not exist`,
});

const foreign = (name: string): Refusal => ({
  status: 403,
  code: 'AccessDenied',
  message: `the function '${name}' belongs to another account than the caller`,
});

const decode = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

/**
 * InvokeFunction of Function Compute 3.0 (API 2023-03-30), signed with ACS3-HMAC-SHA256.
 *
 * With the switch `wrap`, a function that has an HTTP trigger gets an HTTP event around the
 * payload: recorded so in 2023, never documented.
 */
export const createFc3 = ({ find, queue, ports, switches }: Fc3Options): Service => {
  const choose = (request: HttpRequest, name: string): Deployed | Refusal => {
    const caller = ports.verifyAcs3(request);
    if (!caller.ok) return caller;
    const deployed = find(name);
    if (deployed === undefined) return notFound(name);
    return deployed.spec.accountId === caller.accountId ? deployed : foreign(name);
  };

  const eventFor = (deployed: Deployed, request: HttpRequest, requestId: string): Buffer =>
    switches.wrap && hasHttpTrigger(deployed)
      ? toHttpEvent(request, { spec: deployed.spec, requestId, now: Date.now() })
      : request.body;

  return async (request) => {
    const name = PATH.exec(request.path)?.[1];
    if (name === undefined || request.method !== 'POST') return undefined;
    const requestId = randomUUID();
    const deployed = choose(request, decode(name));
    if (isRefusal(deployed)) return refuse(deployed, requestId, fc3Error);
    const asked = readAsked(request);
    if (isRefusal(asked)) return refuse(asked, requestId, fc3Error);
    const event = eventFor(deployed, request, requestId);
    return callFunction(deployed, event, asked, { requestId, queue, form: fc3Error });
  };
};
