import { describe, expect, it } from 'vitest';
import type { Subscription } from '../../../../../sandbox/messaging/smq/attributes.ts';
import { Smq } from '../../../../../sandbox/messaging/smq/smq.ts';
import type { TopicMessage } from '../../../../../sandbox/messaging/smq/topic.ts';
import { receiver, stage } from '../support.ts';

const setUp = () => {
  const { scheduler, journal, pace } = stage();
  const store = new Smq({ accountId: '1000', quiet: scheduler, pace, journal });
  return { scheduler, store, topic: store.createTopic('news') };
};

const aMessage = (more: Partial<TopicMessage> = {}): TopicMessage => ({
  messageId: 'ID-1',
  body: 'a < b & c',
  publishTime: 1_550_216_480_040,
  ...more,
});

const subscription = (more: Partial<Subscription> = {}): Subscription => ({
  name: 'sub',
  endpoint: 'acs:mns:cn-hangzhou:1000:queues/in',
  notifyStrategy: 'BACKOFF_RETRY',
  notifyContentFormat: 'SIMPLIFIED',
  ...more,
});

describe('a topic', () => {
  it('pushes to every subscriber on its own, again to those that did not take it', async () => {
    const { scheduler, topic } = setUp();
    const good = receiver<TopicMessage>(scheduler.now, [true]);
    const bad = receiver<TopicMessage>(scheduler.now, [false, false, true]);
    for (const { take } of [good, bad]) topic.subscribe({ strategy: 'BACKOFF_RETRY', take });
    topic.publish(aMessage());
    await scheduler.advance(1_000_000);
    expect(good.got).toEqual([aMessage()]);
    expect(bad.at).toEqual([0, 15_000, 30_000]);
  });

  it('gives up after the retries of the strategy', async () => {
    const { scheduler, topic } = setUp();
    const bad = receiver<TopicMessage>(scheduler.now);
    topic.subscribe({ strategy: 'BACKOFF_RETRY', take: bad.take });
    topic.publish(aMessage());
    await scheduler.advance(1_000_000);
    expect(bad.got).toHaveLength(4);
  });

  it.each([
    [undefined, 'important', true],
    ['important', 'important', true],
    ['important', 'other', false],
    ['important', undefined, false],
  ])('with filter tag %s and message tag %s', async (filterTag, tag, expected) => {
    const { scheduler, topic } = setUp();
    const { got, take } = receiver<TopicMessage>(scheduler.now, [true]);
    topic.subscribe({ filterTag, strategy: 'BACKOFF_RETRY', take });
    topic.publish(aMessage({ tag }));
    await scheduler.advance(0);
    expect(got.length === 1).toBe(expected);
  });

  it('pushes nothing any more when it is closed', async () => {
    const { scheduler, topic } = setUp();
    const { at, take } = receiver<TopicMessage>(scheduler.now);
    topic.subscribe({ strategy: 'BACKOFF_RETRY', take });
    topic.publish(aMessage());
    topic.close();
    topic.publish(aMessage());
    await scheduler.advance(1_000_000);
    expect(at).toEqual([0]);
  });
});

describe('a queue that subscribed to a topic', () => {
  const FIELDS = {
    TopicOwner: '1000',
    TopicName: 'news',
    Subscriber: '1000',
    SubscriptionName: 'sub',
    MessageId: 'ID-1',
    Message: 'a < b & c',
    MessageMD5: expect.stringMatching(/^[0-9A-F]{32}$/),
    MessageTag: 'tag',
    PublishTime: '1550216480040',
  };

  const received = async (format: Subscription['notifyContentFormat']) => {
    const { scheduler, store, topic } = setUp();
    const queue = store.createQueue('in');
    store.subscribe(topic, subscription({ notifyContentFormat: format }));
    topic.publish(aMessage({ tag: 'tag' }));
    await scheduler.advance(0);
    return queue.messages[0]?.body ?? '';
  };

  it('gets the bare body', async () => {
    expect(await received('SIMPLIFIED')).toBe('a < b & c');
  });

  it('gets JSON', async () => {
    expect(JSON.parse(await received('JSON'))).toEqual(FIELDS);
  });

  it('gets XML', async () => {
    expect(await received('XML')).toContain('<Message>a &lt; b &amp; c</Message>');
  });

  it('gets it later if it is not there yet', async () => {
    const { scheduler, store, topic } = setUp();
    store.subscribe(topic, subscription());
    topic.publish(aMessage());
    await scheduler.advance(1_000);
    const queue = store.createQueue('in');
    await scheduler.advance(15_000);
    expect(queue.messages).toHaveLength(1);
  });
});
