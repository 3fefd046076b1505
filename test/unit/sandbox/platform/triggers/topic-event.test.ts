import { describe, expect, it } from 'vitest';
import { topicEvent } from '../../../../../sandbox/platform/triggers/sources.ts';

const message = { messageId: 'ID-1', body: 'hello topic', publishTime: 1_550_216_480_040 };
const facts = { topic: 'Mytopic', owner: '1000', subscription: 'demo' };

describe('topicEvent', () => {
  it('STREAM sends the bare body', () => {
    expect(topicEvent(message, { ...facts, format: 'STREAM' }).toString()).toBe('hello topic');
  });

  it('STREAM with attributes sends both', () => {
    const event = topicEvent(
      { ...message, attributes: { Extend: '1' } },
      { ...facts, format: 'STREAM' },
    );
    expect(JSON.parse(event.toString())).toEqual({ body: 'hello topic', attrs: { Extend: '1' } });
  });

  it('JSON wraps the message and puts attributes beside its fields', () => {
    const event = topicEvent(
      { ...message, attributes: { key: 'value' } },
      { ...facts, format: 'JSON' },
    );
    expect(JSON.parse(event.toString())).toEqual({
      key: 'value',
      TopicOwner: '1000',
      Message: 'hello topic',
      Subscriber: '1000',
      PublishTime: 1_550_216_480_040,
      SubscriptionName: 'demo',
      MessageMD5: 'D6206122A430035E4EC1463CDD704B59',
      TopicName: 'Mytopic',
      MessageId: 'ID-1',
    });
  });
});
