import type { HttpRequest } from '../../../http/types.ts';
import { createRouter } from '../../../router.ts';
import type { Operation } from './call.ts';
import { operations } from './messages.ts';
import { hasRoot } from './xml.ts';

/** Batches share method and path with the calls for one message; their body or query differs. */
type Choose = (request: HttpRequest) => Operation;

const route = createRouter<Operation | Choose>({
  'GET /queues/:name': operations.describeQueue,
  'POST /queues/:name/messages': ({ body }) =>
    hasRoot(body, 'Messages') ? operations.sendAll : operations.send,
  'GET /queues/:name/messages': ({ query }) =>
    query.get('peekonly') === 'true' ? operations.peek : operations.receive,
  'DELETE /queues/:name/messages': ({ body }) =>
    body.length > 0 ? operations.deleteAll : operations.delete,
  'PUT /queues/:name/messages': operations.changeVisibility,
  'POST /topics/:name/messages': operations.publish,
});

export interface Route {
  /** `undefined` for a path or a method that SMQ does not have. */
  readonly operation: Operation | undefined;
  readonly name: string;
}

/** What a request asks of SMQ; `undefined` for a path that is not SMQ's. */
export const routeOf = (request: HttpRequest): Route | undefined => {
  if (!/^\/(queues|topics)(\/|$)/.test(request.path)) return undefined;
  const { route: found, names = {} } = route(request) ?? {};
  const { name = '' } = names;
  const operation = typeof found === 'function' ? found(request) : found;
  return { operation, name };
};
