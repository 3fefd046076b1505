import type * as ros from '@alicloud/ros-cdk-core';
import { ManagedPolicy } from '@alicloud/ros-cdk-ram';
import { named } from './names.ts';

/**
 * A policy to attach to whoever may ask for connections: through the queue, the bus, the HTTP trigger or
 * a direct invocation. It opens no other queue and no other function.
 */
export const addRequesterPolicy = (stack: ros.Stack): void => {
  new ManagedPolicy(stack, 'RequesterPolicy', {
    policyName: named('{name}-requester'),
    description: 'May ask Peerflow for VPC peering connections',
    policyDocument: {
      version: '1',
      statement: [
        {
          effect: 'Allow',
          action: ['mns:SendMessage'],
          resource: [named('acs:mns:{region}:{account}:/queues/{name}-requests/messages')],
        },
        {
          effect: 'Allow',
          action: ['eventbridge:PutEvents'],
          resource: [named('acs:eventbridge:{region}:{account}:eventbus/{name}')],
        },
        {
          effect: 'Allow',
          action: ['fc:InvokeFunction'],
          resource: [
            named('acs:fc:{region}:{account}:functions/{name}-request'),
            named('acs:fc:{region}:{account}:functions/{name}-request/*'),
          ],
        },
      ],
    },
  });
};
