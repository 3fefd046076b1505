import * as ros from '@alicloud/ros-cdk-core';
import { Rule } from '@alicloud/ros-cdk-eventbridge';
import { named, queueArn } from './names.ts';

const WEEK_S = 604_800;
/** Longer than the longest invocation that holds a message: the poller's 300 s. */
const VISIBILITY_S = 360;
const MAX_BYTES = 65_536;

const QUEUES = {
  Requests: 'requests',
  Failed: 'failed',
  Parked: 'parked',
  Dead: 'dead',
} as const;

/** The official packages have no construct for SMQ queues; the resource type exists all the same. */
const addQueue = (stack: ros.Stack, id: string, suffix: string, more: object): ros.RosResource =>
  new ros.RosResource(stack, `${id}Queue`, {
    type: 'ALIYUN::MNS::Queue',
    properties: {
      QueueName: named(`{name}-${suffix}`),
      MessageRetentionPeriod: WEEK_S,
      VisibilityTimeout: VISIBILITY_S,
      MaximumMessageSize: MAX_BYTES,
      ...more,
    },
  });

/**
 * Requests come in through the first. A request that could not be taken a hundred times is dead; the
 * three others are the end of their lines, and keep what they have for a week.
 */
export const addQueues = (stack: ros.Stack): ros.RosResource => {
  const dead = addQueue(stack, 'Dead', QUEUES.Dead, {});
  addQueue(stack, 'Failed', QUEUES.Failed, {});
  addQueue(stack, 'Parked', QUEUES.Parked, {});
  return addQueue(stack, 'Requests', QUEUES.Requests, {
    DlqPolicy: {
      Enabled: true,
      MaxReceiveCount: 100,
      DeadLetterTargetQueue: dead.getAtt('QueueName'),
    },
  });
};

/** Leads requests on the bus into the queue, in Base64 as the trigger expects. */
export const addRule = (stack: ros.Stack, requests: ros.RosResource): void => {
  new Rule(stack, 'RequestsRule', {
    eventBusName: named('{name}'),
    ruleName: named('{name}-requests'),
    description: 'Requests for peering connections, to the requests queue',
    filterPattern: { type: ['peering:Connection:Requested'] },
    targets: [
      {
        identity: 'requests',
        type: 'acs.mns.queue',
        // Without a slash before `queues`, unlike the ARN of the dead letter queue.
        endpoint: named('acs:mns:{region}:{account}:queues/{name}-requests'),
        pushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY',
        errorsTolerance: 'ALL',
        deadLetterQueue: { arn: queueArn(QUEUES.Dead) },
        paramList: [
          { resourceKey: 'queue', form: 'CONSTANT', value: requests.getAtt('QueueName') },
          { resourceKey: 'Body', form: 'ORIGINAL', value: '' },
          { resourceKey: 'IsBase64Encode', form: 'CONSTANT', value: 'true' },
        ],
      },
    ],
  });
};
