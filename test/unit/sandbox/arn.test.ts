import { describe, expect, it } from 'vitest';
import { parseArn } from '../../../sandbox/arn.ts';

describe('parseArn', () => {
  it.each([
    ['acs:fc:cn-hangzhou:1:functions/handle', 'function', 'handle'],
    ['acs:fc:cn-hangzhou:1:services/svc/functions/handle', 'function', 'svc$handle'],
    ['acs:fc:cn-hangzhou:1:services/svc.LATEST/functions/handle', 'function', 'svc$handle'],
    ['acs:mns:cn-hangzhou:1:/queues/in/messages', 'queue', 'in'],
    ['acs:mns:cn-hangzhou:1:queues/in', 'queue', 'in'],
    ['acs:mns:cn-hangzhou:1:/topics/news/messages', 'topic', 'news'],
    ['acs:eventbridge:cn-hangzhou:1:eventbus/default', 'bus', 'default'],
  ])('reads %s', (arn, kind, name) => {
    expect(parseArn(arn)).toEqual({ kind, name });
  });

  it.each(['', 'acs:oss:::bucket', 'acs:mns:cn-hangzhou:1:/queues/', 'functions/handle'])(
    'knows nothing of %j',
    (arn) => {
      expect(parseArn(arn)).toBeUndefined();
    },
  );
});
