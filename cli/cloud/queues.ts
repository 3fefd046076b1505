import * as v from 'valibot';
import { limitAnswers } from '../../lib/aliyun/guard.ts';
import { CommandError } from '../exit.ts';
import type { Cloud } from './context.ts';

export interface QueueMessage {
  readonly id: string;
  /** As it stands in the queue; usually Base64. */
  readonly body: string;
  readonly receiptHandle: string;
}

/** Simple Message Queue, as far as the command line reads it. */
export interface Queues {
  /** Up to 16 messages; waits up to `waitSeconds` (0 to 30) for the first. */
  receive(queue: string, waitSeconds: number): Promise<readonly QueueMessage[]>;
  delete(queue: string, receiptHandle: string): Promise<void>;
}

const BATCH = 16;

const message = v.object({
  MessageId: v.string(),
  MessageBody: v.string(),
  ReceiptHandle: v.string(),
});

/** One message or several: XML does not distinguish a list of one from its only member. */
const messages = v.union([
  v.array(message),
  v.pipe(
    message,
    v.transform((one) => [one]),
  ),
]);

const isEmptyQueue = (error: unknown): boolean =>
  error instanceof Error && error.name.includes('MessageNotExist');

const codeOf = ({ name }: Error): string => name.replace(/^MNS|Error$/g, '') || 'failed';

const translated = (queue: string, error: unknown): CommandError =>
  error instanceof Error && error.name.startsWith('MNS')
    ? new CommandError(`Queue ${queue}: ${codeOf(error)}`, {
        hints: [
          codeOf(error) === 'QueueNotExist'
            ? 'No such queue in this account and region.'
            : 'The credentials need mns:ReceiveMessage and mns:DeleteMessage on the queue.',
        ],
      })
    : new CommandError(`Queue ${queue} cannot be read`, {
        hints: [error instanceof Error && 'code' in error ? String(error.code) : ''],
      });

/** Queues through the official client. */
export const createQueues = async (cloud: Cloud): Promise<Queues> => {
  limitAnswers();
  const { default: MnsClient } = await import('@alicloud/mns');
  const { accessKeyId, accessKeySecret, securityToken } = cloud.credentials;
  const client = new MnsClient(cloud.accountId, {
    accessKeyId,
    accessKeySecret,
    ...(securityToken ? { securityToken } : {}),
    region: cloud.regionId,
    endpoint: cloud.endpointOf('MNS'),
  });
  return {
    receive: async (queue, waitSeconds) => {
      try {
        const { body } = await client.batchReceiveMessage(queue, BATCH, waitSeconds);
        return v.parse(messages, body).map((each) => ({
          id: each.MessageId,
          body: each.MessageBody,
          receiptHandle: each.ReceiptHandle,
        }));
      } catch (error) {
        if (isEmptyQueue(error)) return [];
        throw translated(queue, error);
      }
    },
    delete: async (queue, receiptHandle) => {
      try {
        await client.deleteMessage(queue, encodeURIComponent(receiptHandle));
      } catch (error) {
        throw translated(queue, error);
      }
    },
  };
};
