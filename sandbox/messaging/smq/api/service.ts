import { CloudFault, smqFault } from '../../../cloud/fault.ts';
import { type SignatureChecks, verifyHmac } from '../../../gateway/hmac.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../../http/types.ts';
import { errorAnswer } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { routeOf } from './routes.ts';

export interface ServiceOptions extends SignatureChecks {
  /** The account that queues and topics belong to. */
  readonly accountId: string;
  readonly regionId: string;
  readonly callWith: Pick<SmqCall, 'store' | 'send' | 'publish' | 'polls'>;
}

/** SMQ names what a call is about by its path: `acs:mns:{region}:{account}:/queues/{queue}/messages`. */
const authorise = (request: HttpRequest, operation: Operation, options: ServiceOptions): void => {
  const { accountId, regionId } = options;
  const key = verifyHmac('Mns', request, options);
  const action = `mns:${operation.right ?? operation.action}`;
  const resource = `acs:mns:${regionId}:${accountId}:${request.path}`;
  if (key.accountId !== accountId || !options.allows(key, action, resource))
    throw smqFault('AccessDenied');
};

/** SMQ over HTTP (API 2015-06-06), signed with `MNS key:signature`. */
export const createSmqService =
  (options: ServiceOptions): Service =>
  async (request): Promise<HttpAnswer | undefined> => {
    const route = routeOf(request);
    if (route === undefined) return undefined;
    const { operation, name } = route;
    try {
      if (operation === undefined) throw smqFault('InvalidRequestURL');
      authorise(request, operation, options);
      return await operation.run({ ...options.callWith, request, name });
    } catch (error) {
      if (error instanceof CloudFault) return errorAnswer(error, request.headers.host ?? 'sandbox');
      throw error;
    }
  };
