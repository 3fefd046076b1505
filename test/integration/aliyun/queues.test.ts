import { describe, expect, it } from 'vitest';
import { built } from '../built/index.ts';
import { serve } from '../sinks/serve.ts';
import type { Answering, Reply } from '../sinks/service.ts';
import { KEYS, OWN, page } from './answers.ts';

const xml = (status: number, body: string): Reply => ({
  status,
  type: 'text/xml;charset=utf-8',
  body: `<?xml version="1.0" encoding="utf-8"?>${body}`,
});

const refusal = (status: number, code: string): Reply =>
  xml(
    status,
    `<Error xmlns="http://mns.aliyuncs.com/doc/v1/"><Code>${code}</Code><Message>No, sorry.</Message><RequestId>R-1</RequestId><HostId>http://h</HostId></Error>`,
  );

const message = (body: string, handle: string): string =>
  `<Message><MessageId>m</MessageId><ReceiptHandle>${handle}</ReceiptHandle><MessageBody>${body}</MessageBody><MessageBodyMD5>x</MessageBodyMD5><EnqueueTime>1796000000000</EnqueueTime><DequeueCount>1</DequeueCount></Message>`;

const received = (...messages: readonly string[]): Reply =>
  xml(200, `<Messages xmlns="http://mns.aliyuncs.com/doc/v1/">${messages.join('')}</Messages>`);

const queuesWith = async (answering: Answering) => {
  const { host, calls } = await serve(answering);
  const queues = built.createSmqClient({
    accountId: OWN,
    regionId: 'cn-hangzhou',
    endpoint: { host, protocol: 'http' },
    credentials: KEYS,
  });
  return { queues, calls };
};

describe('Simple Message Queue through the official client', () => {
  it('sends a message in Base64', async () => {
    const { queues, calls } = await queuesWith(() =>
      xml(201, '<Message xmlns="x"><MessageId>m</MessageId></Message>'),
    );

    await queues.send('peerflow-parked', '{"a":"<&>中"}');

    expect(calls[0]?.url).toBe('/queues/peerflow-parked/messages');
    expect(calls[0]?.headers['security-token']).toBe(KEYS.securityToken);
    const sent = /<MessageBody>(.*)<\/MessageBody>/.exec(calls[0]?.body ?? '')?.[1] ?? '';
    expect(Buffer.from(sent, 'base64').toString()).toBe('{"a":"<&>中"}');
  });

  it('receives up to sixteen messages without waiting', async () => {
    const { queues, calls } = await queuesWith(() =>
      received(message('Zmlyc3Q=', '1-abc=='), message('c2Vjb25k', '1-def')),
    );

    expect(await queues.receive('peerflow-failed', 16)).toEqual([
      { body: 'Zmlyc3Q=', receiptHandle: '1-abc==', enqueuedAt: 1_796_000_000_000 },
      { body: 'c2Vjb25k', receiptHandle: '1-def', enqueuedAt: 1_796_000_000_000 },
    ]);
    expect(calls[0]?.url).toBe('/queues/peerflow-failed/messages?numOfMessages=16');
  });

  it('receives a single message as a list', async () => {
    const { queues } = await queuesWith(() => received(message('Zmlyc3Q=', '1-abc')));

    expect(await queues.receive('peerflow-failed', 16)).toHaveLength(1);
  });

  it('answers an empty list for an empty queue', async () => {
    const { queues } = await queuesWith(() => refusal(404, 'MessageNotExist'));

    expect(await queues.receive('peerflow-failed', 16)).toEqual([]);
  });

  it('deletes a message by its receipt handle', async () => {
    const { queues, calls } = await queuesWith(() => ({ status: 204 }));

    await queues.delete('peerflow-failed', '1-abc==');

    expect(calls[0]).toMatchObject({
      method: 'DELETE',
      url: '/queues/peerflow-failed/messages?ReceiptHandle=1-abc==',
    });
  });

  it('reads the attributes of a queue', async () => {
    const { queues } = await queuesWith(() =>
      xml(
        200,
        '<Queue xmlns="x"><QueueName>q</QueueName><ActiveMessages>3</ActiveMessages></Queue>',
      ),
    );

    expect(await queues.attributes('q')).toMatchObject({ QueueName: 'q', ActiveMessages: '3' });
  });

  it('names the code, the status and the message of a refusal, and no address', async () => {
    const { queues } = await queuesWith(() => refusal(404, 'QueueNotExist'));

    await expect(queues.attributes('q')).rejects.toMatchObject({
      name: 'ApiError',
      kind: 'api',
      code: 'QueueNotExist',
      status: 404,
      message: 'No, sorry.',
      requestId: 'R-1',
    });
  });

  it.each([
    ['a page of a gateway', page],
    ['an empty 503', { status: 503 }],
    ['200 without XML', { status: 200, type: 'text/html', body: '<html>' }],
    ['another document', xml(200, '<Other/>')],
  ])('takes %s for a failure, though the client resolves', async (_, reply) => {
    const { queues } = await queuesWith(() => reply);
    const failed = { kind: 'malformed', code: 'MalformedResponse' };

    await expect(queues.send('q', 'x')).rejects.toMatchObject(failed);
    await expect(queues.receive('q', 16)).rejects.toMatchObject(failed);
    await expect(queues.delete('q', 'r')).rejects.toMatchObject(failed);
    await expect(queues.attributes('q')).rejects.toMatchObject(failed);
  });
});
