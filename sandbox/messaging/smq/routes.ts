import type { Cloud } from '../../assemble.ts';
import { smqFault } from '../../cloud/fault.ts';
import type { HttpRequest } from '../../http.ts';
import { createRouter } from '../../router.ts';
import type { Service } from '../../services.ts';
import { type Operation, operations } from './operations.ts';
import { hasRoot, xmlAnswer } from './xml.ts';

/** Batches share method and path with the calls for one message; their body or query differs. */
const route = createRouter<(request: HttpRequest) => Operation>({
  'GET /queues/:name': () => operations.describeQueue,
  'POST /queues/:name/messages': ({ body }) =>
    hasRoot(body, 'Messages') ? operations.sendAll : operations.send,
  'GET /queues/:name/messages': ({ query }) =>
    query.get('peekonly') === 'true' ? operations.peek : operations.receive,
  'DELETE /queues/:name/messages': ({ body }) =>
    body.length > 0 ? operations.deleteAll : operations.delete,
  'PUT /queues/:name/messages': () => operations.changeVisibility,
  'POST /topics/:name/messages': () => operations.publish,
});

/** What a request asks of SMQ; `undefined` for a path or a method that SMQ does not have. */
export const routeOf = (request: HttpRequest) => {
  const found = route(request);
  return found && { operation: found.route(request), name: found.names.name ?? '' };
};

/** SMQ over HTTP (API 2015-06-06), signed with `MNS key:signature`. */
export const createSmqService =
  ({
    smq,
    access,
    accountId,
    regionId,
  }: Pick<Cloud, 'smq' | 'access' | 'accountId' | 'regionId'>): Service =>
  async (request, { service }) => {
    if (service.name !== 'Mns') return undefined;
    const found = routeOf(request);
    if (found === undefined) throw smqFault('InvalidRequestURL');
    const { operation, name } = found;
    const key = access.callerOf('Mns', request);
    const action = `mns:${operation.right ?? operation.action}`;
    // SMQ names what a call is about by its path.
    const resource = `acs:mns:${regionId}:${accountId}:${request.path}`;
    if (key.accountId !== accountId || !access.allows(key, action, resource))
      throw smqFault('AccessDenied');
    const [status, root, fields] = await operation.run({ request, smq, name });
    return xmlAnswer(status, root, fields);
  };
