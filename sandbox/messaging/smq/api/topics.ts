import * as v from 'valibot';
import type { HttpAnswer } from '../../../http/types.ts';
import { resourceName } from '../attributes.ts';
import { SmqFault } from '../fault.ts';
import { answer, bare } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { baseUrl, listAnswer } from './list.ts';

const create = ({ request, store, name }: SmqCall): HttpAnswer => {
  if (!v.is(resourceName, name)) throw new SmqFault('InvalidArgument', 'The name is not valid.');
  const known = store.topics.has(name);
  if (!known) store.addTopic(name);
  return bare(known ? 204 : 201, { location: `${baseUrl(request)}/topics/${name}` });
};

const get = ({ store, name }: SmqCall): HttpAnswer => {
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

const remove = ({ store, name }: SmqCall): HttpAnswer => {
  store.topics.get(name)?.close();
  store.topics.delete(name);
  return bare(204);
};

const list = ({ request, store }: SmqCall): HttpAnswer =>
  listAnswer(request, store.topics.keys(), 'Topic', (name) => ({
    TopicURL: `${baseUrl(request)}/topics/${name}`,
  }));

export const createTopic: Operation = { action: 'CreateTopic', run: create };
export const getTopicAttributes: Operation = { action: 'GetTopicAttributes', run: get };
export const deleteTopic: Operation = { action: 'DeleteTopic', run: remove };
export const listTopic: Operation = { action: 'ListTopic', run: list };
