import { createHmac } from 'node:crypto';
import type { Key } from '../../cloud/credentials.ts';
import type { HttpAnswer, HttpRequest, Service } from '../../http/types.ts';
import { md5, type Queue } from './queue.ts';
import { element, errorXml, textOf, xml } from './xml.ts';

const MAX_BYTES = 64 * 1024;

export interface SmqStore {
  queue(name: string): Queue | undefined;
  /** The id of the message, or `undefined` for a topic nobody made. */
  publish(topic: string, body: string, tag?: string): string | undefined;
}

const signatureOf = (request: HttpRequest, secret: string): string => {
  const { headers } = request;
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-mns-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const text = `${request.method}\n${headers['content-md5'] ?? ''}\n${headers['content-type'] ?? ''}\n${headers.date ?? ''}\n${own}${request.url}`;
  return createHmac('sha1', secret).update(text).digest('base64');
};

const refusal = (request: HttpRequest, find: (id: string) => Key | undefined) => {
  const [, id = '', signature] =
    /^MNS ([^:]+):(.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const key = find(id);
  if (!key)
    return errorXml(403, 'InvalidAccessKeyId', 'The AccessKey Id you provided is not valid.');
  if (key.securityToken && request.headers['security-token'] !== key.securityToken)
    return errorXml(403, 'AccessDenied', 'The security token is not valid.');
  return signatureOf(request, key.secret) === signature
    ? undefined
    : errorXml(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.');
};

type Handler = (request: HttpRequest, name: string, store: SmqStore) => HttpAnswer;

const bodyOf = (request: HttpRequest): string | HttpAnswer => {
  const body = textOf(request.body.toString('utf8'), 'MessageBody');
  if (body === undefined) return errorXml(400, 'MalformedXML', 'The XML is not well-formed.');
  return Buffer.byteLength(body) > MAX_BYTES
    ? errorXml(400, 'InvalidArgument', 'The message is larger than 64 KB.')
    : body;
};

const sent = (messageId: string, body: string): HttpAnswer =>
  xml(201, element('Message', { MessageId: messageId, MessageBodyMD5: md5(body) }));

const noQueue = () => errorXml(404, 'QueueNotExist', 'The queue name you provided is not exist.');

const send: Handler = (request, name, store) => {
  const queue = store.queue(name);
  if (!queue) return noQueue();
  const body = bodyOf(request);
  if (typeof body !== 'string') return body;
  const delay = Number(textOf(request.body.toString('utf8'), 'DelaySeconds') ?? 0);
  return sent(queue.send(body, delay * 1000).messageId, body);
};

const receive: Handler = (_, name, store) => {
  const queue = store.queue(name);
  if (!queue) return noQueue();
  const [message] = queue.receive();
  if (!message) return errorXml(404, 'MessageNotExist', 'Message not exist.');
  return xml(
    200,
    element('Message', {
      MessageId: message.messageId,
      ReceiptHandle: message.receiptHandle,
      MessageBodyMD5: md5(message.body),
      MessageBody: message.body,
      EnqueueTime: message.enqueuedAt,
      NextVisibleTime: message.visibleAt,
      DequeueCount: message.dequeueCount,
      Priority: 8,
    }),
  );
};

const remove: Handler = (request, name, store) => {
  const queue = store.queue(name);
  if (!queue) return noQueue();
  return queue.delete(request.query.get('ReceiptHandle') ?? '')
    ? { status: 204 }
    : errorXml(400, 'ReceiptHandleError', 'The receipt handle you provide is not valid.');
};

const publish: Handler = (request, name, store) => {
  const body = bodyOf(request);
  if (typeof body !== 'string') return body;
  const tag = textOf(request.body.toString('utf8'), 'MessageTag');
  const messageId = store.publish(name, body, tag);
  return messageId === undefined
    ? errorXml(404, 'TopicNotExist', 'The topic name you provided is not exist.')
    : sent(messageId, body);
};

const HANDLERS: Readonly<Record<string, Handler>> = {
  'POST queues': send,
  'GET queues': receive,
  'DELETE queues': remove,
  'POST topics': publish,
};

/** SMQ's data plane over HTTP: send, receive, delete, publish. */
export const createSmqService =
  (store: SmqStore, find: (accessKeyId: string) => Key | undefined): Service =>
  async (request) => {
    const [, kind = '', name = ''] =
      /^\/(queues|topics)\/([^/]+)\/messages$/.exec(request.path) ?? [];
    if (!kind) return undefined;
    const handler = HANDLERS[`${request.method} ${kind}`];
    if (!handler) return errorXml(400, 'InvalidRequestURL', 'The URL is not valid.');
    return refusal(request, find) ?? handler(request, name, store);
  };
