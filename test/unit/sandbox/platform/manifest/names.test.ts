import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../../../sandbox/platform/manifest/load.ts';
import { namedBy } from '../../../../../sandbox/platform/requirements.ts';

const FILE = `
edition: 3.0.0
name: t
resources:
  one:
    component: fc3
    props:
      region: cn-hangzhou
      functionName: one
      runtime: nodejs20
      handler: index.handler
      code: ./one
      environmentVariables:
        SINKS: eventbridge://orders, mns://queues/facts mns://topics/news https://example.com/mns
      asyncInvokeConfig:
        destinationConfig:
          onSuccess: { destination: 'acs:fc:cn-hangzhou:1:functions/two' }
          onFailure: { destination: 'acs:mns:cn-hangzhou:1:/queues/failed/messages' }
      triggers:
        - triggerName: topic
          triggerType: mns_topic
          sourceArn: acs:mns:cn-hangzhou:1:/topics/in
          triggerConfig: { notifyContentFormat: JSON, notifyStrategy: BACKOFF_RETRY }
        - triggerName: queue
          triggerType: eventbridge
          triggerConfig:
            triggerEnable: true
            asyncInvocationType: false
            eventRuleFilterPattern: '{}'
            eventSourceConfig:
              eventSourceType: MNS
              eventSourceParameters: { sourceMNSParameters: { RegionId: cn-hangzhou, QueueName: requests } }
            eventSinkConfig: { deliveryOption: {} }
            runOptions: { mode: event-streaming, deadLetterQueue: { Arn: 'acs:mns:cn-hangzhou:1:queues/dead' } }
`;

describe('namedBy', () => {
  it('finds what triggers, destinations and variables name', () => {
    const [spec] = parseManifest(FILE, { env: {}, folder: '/', accountId: '1' });
    if (spec === undefined) throw new Error('no function');
    expect(
      namedBy(spec)
        .map(({ kind, name }) => `${kind} ${name}`)
        .sort(),
    ).toEqual([
      'bus orders',
      'function two',
      'queue dead',
      'queue facts',
      'queue failed',
      'queue requests',
      'topic in',
      'topic news',
    ]);
  });
});
