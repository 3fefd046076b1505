import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { HttpAnswer } from '../../../http/types.ts';
import { resourceName, SubscriptionAttributes } from '../attributes.ts';
import { SmqFault } from '../fault.ts';
import { answer, bare } from './answers.ts';
import { readAttributes } from './attributes.ts';
import type { Operation, SmqCall } from './call.ts';
import { baseUrl, listAnswer } from './list.ts';

const urlOf = ({ request, name }: SmqCall, subscription: string): string =>
  `${baseUrl(request)}/topics/${name}/subscriptions/${subscription}`;

const subscribe = (call: SmqCall): HttpAnswer => {
  const { request, store, name, subscription } = call;
  const topic = store.topic(name);
  if (!v.is(resourceName, subscription))
    throw new SmqFault('InvalidArgument', 'The name is not valid.');
  const attributes = readAttributes(request.body, 'Subscription', SubscriptionAttributes);
  const known = topic.subscriptions.get(subscription);
  if (known && !isDeepStrictEqual(known.attributes, attributes))
    throw new SmqFault('SubscriptionAlreadyExist');
  if (!known) store.addSubscription(topic, subscription, attributes);
  return bare(known ? 204 : 201, { location: urlOf(call, subscription) });
};

const get = ({ store, name, subscription }: SmqCall): HttpAnswer => {
  const found = store.topic(name).subscriptions.get(subscription);
  if (!found) throw new SmqFault('SubscriptionNotExist');
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

const list = (call: SmqCall): HttpAnswer =>
  listAnswer(
    call.request,
    call.store.topic(call.name).subscriptions.keys(),
    'Subscription',
    (subscription) => ({ SubscriptionURL: urlOf(call, subscription) }),
  );

export const subscribeTopic: Operation = { action: 'Subscribe', run: subscribe };
export const getSubscription: Operation = { action: 'GetSubscriptionAttributes', run: get };
export const unsubscribeTopic: Operation = { action: 'Unsubscribe', run: unsubscribe };
export const listSubscriptions: Operation = { action: 'ListSubscriptionByTopic', run: list };
