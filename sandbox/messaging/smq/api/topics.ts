import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { HttpAnswer } from '../../../http/types.ts';
import { resourceName, SubscriptionAttributes } from '../attributes.ts';
import { outOfRange, smqFault } from '../fault.ts';
import { md5 } from '../message.ts';
import { answer, bare } from './answers.ts';
import { readAttributes } from './attributes.ts';
import type { Operation, SmqCall } from './call.ts';
import { baseUrl, listAnswer } from './list.ts';
import { readXml } from './xml.ts';

const createTopic = ({ request, store, name }: SmqCall): HttpAnswer => {
  if (!v.is(resourceName, name)) throw smqFault('InvalidArgument', 'The name is not valid.');
  const known = store.topics.has(name);
  if (!known) store.addTopic(name);
  return bare(known ? 204 : 201, { location: `${baseUrl(request)}/topics/${name}` });
};

const getTopic = ({ store, name }: SmqCall): HttpAnswer => {
  const { createdAt } = store.topic(name);
  const created = Math.floor(createdAt / 1000);
  return answer(200, 'Topic', {
    TopicName: name,
    CreateTime: created,
    LastModifyTime: created,
    MaximumMessageSize: 65_536,
    MessageRetentionPeriod: 86_400,
    LoggingEnabled: false,
  });
};

const removeTopic = ({ store, name }: SmqCall): HttpAnswer => {
  store.topics.get(name)?.close();
  store.topics.delete(name);
  return bare(204);
};

const listTopics = ({ request, store }: SmqCall): HttpAnswer =>
  listAnswer(request, store.topics.keys(), 'Topic', (name) => ({
    TopicURL: `${baseUrl(request)}/topics/${name}`,
  }));

const MAX_BYTES = 64 * 1024;

const Message = v.object({
  MessageBody: v.string(),
  MessageTag: v.optional(v.string()),
  MessageAttributes: v.optional(v.record(v.string(), v.string())),
});

const publish = ({ request, store, name, publish: hand }: SmqCall): HttpAnswer => {
  store.topic(name);
  const message = readXml(request.body, 'Message', Message);
  const { MessageBody: body, MessageTag: tag, MessageAttributes: attributes } = message;
  if (body === '') throw smqFault('InvalidArgument', 'MessageBody is required.');
  if (Buffer.byteLength(body) > MAX_BYTES) throw outOfRange('MessageBody', 1, MAX_BYTES);
  if ((tag ?? '').length > 16) throw outOfRange('MessageTag', 0, 16);
  const messageId = hand(name, { body, tag, attributes });
  return answer(201, 'Message', { MessageId: messageId, MessageBodyMD5: md5(body) });
};

const urlOf = ({ request, name }: SmqCall, subscription: string): string =>
  `${baseUrl(request)}/topics/${name}/subscriptions/${subscription}`;

const subscribe = (call: SmqCall): HttpAnswer => {
  const { request, store, name, subscription } = call;
  const topic = store.topic(name);
  if (!v.is(resourceName, subscription))
    throw smqFault('InvalidArgument', 'The name is not valid.');
  const attributes = readAttributes(request.body, 'Subscription', SubscriptionAttributes);
  const known = topic.subscriptions.get(subscription);
  if (known && !isDeepStrictEqual(known.attributes, attributes))
    throw smqFault('SubscriptionAlreadyExist');
  if (!known) store.addSubscription(topic, subscription, attributes);
  return bare(known ? 204 : 201, { location: urlOf(call, subscription) });
};

const getSubscription = ({ store, name, subscription }: SmqCall): HttpAnswer => {
  const found = store.topic(name).subscriptions.get(subscription);
  if (!found) throw smqFault('SubscriptionNotExist');
  const { attributes, createdAt } = found;
  const created = Math.floor(createdAt / 1000);
  return answer(200, 'Subscription', {
    SubscriptionName: subscription,
    TopicName: name,
    Endpoint: attributes.endpoint,
    FilterTag: attributes.filterTag,
    NotifyStrategy: attributes.notifyStrategy,
    NotifyContentFormat: attributes.notifyContentFormat,
    CreateTime: created,
    LastModifyTime: created,
  });
};

const unsubscribe = ({ store, name, subscription }: SmqCall): HttpAnswer => {
  const { subscriptions } = store.topic(name);
  subscriptions.get(subscription)?.stop();
  subscriptions.delete(subscription);
  return bare(204);
};

const listSubscriptions = (call: SmqCall): HttpAnswer =>
  listAnswer(
    call.request,
    call.store.topic(call.name).subscriptions.keys(),
    'Subscription',
    (subscription) => ({ SubscriptionURL: urlOf(call, subscription) }),
  );

export const topicOperations = {
  create: { action: 'CreateTopic', run: createTopic },
  get: { action: 'GetTopicAttributes', run: getTopic },
  delete: { action: 'DeleteTopic', run: removeTopic },
  list: { action: 'ListTopic', run: listTopics },
  publish: { action: 'PublishMessage', run: publish },
  subscribe: { action: 'Subscribe', run: subscribe },
  getSubscription: { action: 'GetSubscriptionAttributes', run: getSubscription },
  unsubscribe: { action: 'Unsubscribe', run: unsubscribe },
  listSubscriptions: { action: 'ListSubscriptionByTopic', run: listSubscriptions },
} as const satisfies Record<string, Operation>;
