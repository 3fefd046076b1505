import { describe, expect, it } from 'vitest';
import { cloud, mns } from './support.ts';

const QUEUE = 'acs:mns:cn-hangzhou:1210123456123456:queues/in';

describe('topics through the official client', () => {
  it('do not exist unless somebody made them', async () => {
    const client = mns(await cloud());
    await expect(client.publishMessage('nobody', { MessageBody: 'a' })).rejects.toMatchObject({
      name: 'MNSTopicNotExistError',
    });
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
