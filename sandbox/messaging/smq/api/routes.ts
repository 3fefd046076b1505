import type { HttpRequest } from '../../../http/types.ts';
import type { Operation } from './call.ts';
import { publishMessage } from './publish.ts';
import {
  createQueue,
  deleteQueue,
  getQueueAttributes,
  listQueue,
  setQueueAttributes,
} from './queues.ts';
import { peekMessage, receiveMessage } from './receive.ts';
import { batchSendMessage, sendMessage } from './send.ts';
import { batchDeleteMessage, changeMessageVisibility, deleteMessage } from './settle.ts';
import {
  getSubscription,
  listSubscriptions,
  subscribeTopic,
  unsubscribeTopic,
} from './subscriptions.ts';
import { createTopic, deleteTopic, getTopicAttributes, listTopic } from './topics.ts';
import { hasRoot } from './xml.ts';

type Choose = (request: HttpRequest) => Operation;

/** Batches share method and path with the calls for one message; their body or query tells. */
const ROUTES: Readonly<Record<string, Operation | Choose>> = {
  'GET /queues': listQueue,
  'PUT /queues/*': ({ query }) => (query.has('metaoverride') ? setQueueAttributes : createQueue),
  'GET /queues/*': getQueueAttributes,
  'DELETE /queues/*': deleteQueue,
  'POST /queues/*/messages': ({ body }) =>
    hasRoot(body, 'Messages') ? batchSendMessage : sendMessage,
  'GET /queues/*/messages': ({ query }) =>
    query.get('peekonly') === 'true' ? peekMessage : receiveMessage,
  'DELETE /queues/*/messages': ({ body }) => (body.length > 0 ? batchDeleteMessage : deleteMessage),
  'PUT /queues/*/messages': changeMessageVisibility,
  'GET /topics': listTopic,
  'PUT /topics/*': createTopic,
  'GET /topics/*': getTopicAttributes,
  'DELETE /topics/*': deleteTopic,
  'POST /topics/*/messages': publishMessage,
  'GET /topics/*/subscriptions': listSubscriptions,
  'PUT /topics/*/subscriptions/*': subscribeTopic,
  'GET /topics/*/subscriptions/*': getSubscription,
  'DELETE /topics/*/subscriptions/*': unsubscribeTopic,
};

export interface Route {
  /** `undefined` for a path of SMQ with a method that it does not have. */
  readonly operation: Operation | undefined;
  readonly name: string;
  readonly subscription: string;
}

const PATH = /^\/(queues|topics)(?:\/([^/]+)(?:\/(messages|subscriptions)(?:\/([^/]+))?)?)?$/;

/** What a request asks of SMQ; `undefined` for a path that is not SMQ's. */
export const routeOf = (request: HttpRequest): Route | undefined => {
  const [, kind, name = '', part, subscription = ''] = PATH.exec(request.path) ?? [];
  if (kind === undefined) return undefined;
  const form = [kind, name && '*', part, subscription && '*'].filter(Boolean).join('/');
  const found = ROUTES[`${request.method} /${form}`];
  const operation = typeof found === 'function' ? found(request) : found;
  return { operation, name, subscription };
};
