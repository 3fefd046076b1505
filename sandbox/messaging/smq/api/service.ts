import { isAllowed } from '../../../cloud/sts.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../../http/types.ts';
import type { SignatureChecks } from '../../signature-checks.ts';
import { SmqFault } from '../fault.ts';
import { errorAnswer } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { routeOf } from './routes.ts';
import { verifySmq } from './signature.ts';

export interface ServiceOptions extends SignatureChecks {
  /** The account that queues and topics belong to. */
  readonly accountId: string;
  readonly callWith: Pick<SmqCall, 'store' | 'send' | 'publish' | 'polls'>;
}

const authorise = (request: HttpRequest, operation: Operation, options: ServiceOptions): void => {
  const key = verifySmq(request, options);
  if (key.accountId !== options.accountId || !isAllowed(key.allow, `mns:${operation.action}`))
    throw new SmqFault('AccessDenied');
};

/** SMQ over HTTP (API 2015-06-06), signed with `MNS key:signature`. */
export const createSmqService =
  (options: ServiceOptions): Service =>
  async (request): Promise<HttpAnswer | undefined> => {
    const route = routeOf(request);
    if (route === undefined) return undefined;
    const { operation, name, subscription } = route;
    try {
      if (operation === undefined) throw new SmqFault('InvalidRequestURL');
      authorise(request, operation, options);
      return await operation.run({ ...options.callWith, request, name, subscription });
    } catch (error) {
      if (error instanceof SmqFault) return errorAnswer(error, request.headers.host ?? 'sandbox');
      throw error;
    }
  };
