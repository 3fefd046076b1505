import type { HttpRequest } from '../../../http/types.ts';
import { createRouter } from '../../../router.ts';
import type { Operation } from './call.ts';
import { messageOperations as messages } from './messages.ts';
import { queueOperations as queues } from './queues.ts';
import { topicOperations as topics } from './topics.ts';
import { hasRoot } from './xml.ts';

/** Batches share method and path with the calls for one message; their body or query differs. */
type Choose = (request: HttpRequest) => Operation;

const route = createRouter<Operation | Choose>({
  'GET /queues': queues.list,
  'PUT /queues/:name': ({ query }) => (query.has('metaoverride') ? queues.set : queues.create),
  'GET /queues/:name': queues.get,
  'DELETE /queues/:name': queues.delete,
  'POST /queues/:name/messages': ({ body }) =>
    hasRoot(body, 'Messages') ? messages.sendAll : messages.send,
  'GET /queues/:name/messages': ({ query }) =>
    query.get('peekonly') === 'true' ? messages.peek : messages.receive,
  'DELETE /queues/:name/messages': ({ body }) =>
    body.length > 0 ? messages.deleteAll : messages.delete,
  'PUT /queues/:name/messages': messages.changeVisibility,
  'GET /topics': topics.list,
  'PUT /topics/:name': topics.create,
  'GET /topics/:name': topics.get,
  'DELETE /topics/:name': topics.delete,
  'POST /topics/:name/messages': topics.publish,
  'GET /topics/:name/subscriptions': topics.listSubscriptions,
  'PUT /topics/:name/subscriptions/:subscription': topics.subscribe,
  'GET /topics/:name/subscriptions/:subscription': topics.getSubscription,
  'DELETE /topics/:name/subscriptions/:subscription': topics.unsubscribe,
});

export interface Route {
  /** `undefined` for a path or a method that SMQ does not have. */
  readonly operation: Operation | undefined;
  readonly name: string;
  readonly subscription: string;
}

/** What a request asks of SMQ; `undefined` for a path that is not SMQ's. */
export const routeOf = (request: HttpRequest): Route | undefined => {
  if (!/^\/(queues|topics)(\/|$)/.test(request.path)) return undefined;
  const { route: found, names = {} } = route(request) ?? {};
  const { name = '', subscription = '' } = names;
  const operation = typeof found === 'function' ? found(request) : found;
  return { operation, name, subscription };
};
