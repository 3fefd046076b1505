import { describe, expect, it } from 'vitest';
import { cloud, mns, raw } from './support.ts';

const QUEUE = 'acs:mns:cn-hangzhou:1210123456123456:queues/in';

describe('topics through the official client', () => {
  it('do not exist unless somebody made them', async () => {
    const client = mns(await cloud());
    await expect(client.publishMessage('nobody', { MessageBody: 'a' })).rejects.toMatchObject({
      name: 'MNSTopicNotExistError',
    });
    expect(await client.createTopic('news')).toMatchObject({ code: 201 });
    expect(await client.createTopic('news')).toMatchObject({ code: 204 });
    expect((await client.getTopicAttributes('news')).body).toMatchObject({ TopicName: 'news' });
    const { body } = await client.listTopic();
    expect(body).toMatchObject([{ TopicURL: expect.stringMatching(/\/topics\/news$/) }]);
    expect(await client.publishMessage('news', { MessageBody: 'a' })).toMatchObject({ code: 201 });
  });

  it('fill the queues that subscribed, by tag', async () => {
    const sandbox = await cloud({
      smq: {
        queues: [{ name: 'in' }],
        topics: [
          {
            name: 'news',
            subscriptions: [
              { name: 'all', endpoint: QUEUE, notifyContentFormat: 'SIMPLIFIED' },
              {
                name: 'important',
                endpoint: QUEUE,
                filterTag: 'important',
                notifyContentFormat: 'JSON',
              },
            ],
          },
        ],
      },
    });
    const client = mns(sandbox);
    await client.publishMessage('news', { MessageBody: 'a', MessageTag: 'other' });
    const { body } = await client.publishMessage('news', {
      MessageBody: 'b',
      MessageTag: 'important',
    });
    await sandbox.idle();
    const bodies = sandbox.smq.messages('in').map((message) => message.body);
    expect(bodies.slice(0, 2)).toEqual(['a', 'b']);
    expect(JSON.parse(bodies[2] ?? '')).toMatchObject({
      MessageId: body.MessageId,
      Message: 'b',
      MessageTag: 'important',
      TopicName: 'news',
      SubscriptionName: 'important',
    });
  });
});

describe('subscriptions, made by hand', () => {
  it('are made, described, listed and removed', async () => {
    const sandbox = await cloud({
      smq: { queues: [{ name: 'in' }], topics: [{ name: 'news' }] },
    });
    const path = '/topics/news/subscriptions/sub';
    const subscribe = (format: string) =>
      raw(sandbox, {
        method: 'PUT',
        path,
        body: `<Subscription><Endpoint>${QUEUE}</Endpoint><NotifyContentFormat>${format}</NotifyContentFormat></Subscription>`,
      });
    expect(await subscribe('SIMPLIFIED')).toMatchObject({ status: 201 });
    expect(await subscribe('SIMPLIFIED')).toMatchObject({ status: 204 });
    expect(await subscribe('XML')).toMatchObject({ code: 'SubscriptionAlreadyExist' });
    expect(await subscribe('YAML')).toMatchObject({ code: 'InvalidArgument' });
    expect((await raw(sandbox, { path })).xml).toContain(`<Endpoint>${QUEUE}</Endpoint>`);
    const list = await raw(sandbox, { path: '/topics/news/subscriptions' });
    expect(list.xml).toContain('/topics/news/subscriptions/sub</SubscriptionURL>');
    sandbox.smq.publish('news', 'a');
    await sandbox.idle();
    expect(sandbox.smq.messages('in')).toHaveLength(1);
    expect(await raw(sandbox, { method: 'DELETE', path })).toMatchObject({ status: 204 });
    expect(await raw(sandbox, { path })).toMatchObject({ code: 'SubscriptionNotExist' });
    sandbox.smq.publish('news', 'b');
    await sandbox.idle();
    expect(sandbox.smq.messages('in')).toHaveLength(1);
  });
});
