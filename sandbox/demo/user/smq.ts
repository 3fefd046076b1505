import { createRequire } from 'node:module';
import type { Cloud } from '../cloud.ts';

interface Received {
  readonly MessageBody: string;
  readonly ReceiptHandle: string;
}

/** What is used of the official client, which comes without types. */
interface Client {
  sendMessage(
    queue: string,
    message: { readonly MessageBody: string },
  ): Promise<{ readonly code: number; readonly body?: { readonly MessageId: string } }>;
  batchReceiveMessage(
    queue: string,
    most: number,
    waitSeconds: number,
  ): Promise<{ readonly code: number; readonly body: readonly Received[] }>;
  batchDeleteMessage(queue: string, handles: readonly string[]): Promise<unknown>;
}

const Mns: new (accountId: string, options: object) => Client = createRequire(import.meta.url)(
  '@alicloud/mns/lib/client.js',
);

const BATCH = 16;
const WAIT_SECONDS = 10;

const isEmptyQueue = (error: unknown): boolean =>
  error instanceof Error && error.name === 'MNSMessageNotExistError';

const clientFor = ({ accountId, regionId, endpoint, keys }: Cloud): Client =>
  new Mns(accountId, { ...keys, region: regionId, endpoint });

/** Sends a text in Base64, as is the custom, and returns its message id. */
export const send = async (cloud: Cloud, queue: string, text: string): Promise<string> => {
  const body = Buffer.from(text).toString('base64');
  const sent = await clientFor(cloud).sendMessage(queue, { MessageBody: body });
  // The client takes any answer without XML for a success.
  if (sent.code !== 201 || sent.body === undefined)
    throw new Error(`SMQ answered ${sent.code} to SendMessage`);
  return sent.body.MessageId;
};

/** Receives, takes and deletes whatever comes until it is stopped; rejects when the queue cannot be read. */
export const consume = (
  cloud: Cloud,
  queue: string,
  take: (text: string) => void,
): { readonly failed: Promise<never>; readonly stop: () => void } => {
  const client = clientFor(cloud);
  let stopped = false;

  const receive = async (): Promise<readonly Received[]> => {
    try {
      const { code, body } = await client.batchReceiveMessage(queue, BATCH, WAIT_SECONDS);
      if (code !== 200) throw new Error(`SMQ answered ${code} to BatchReceiveMessage`);
      return body;
    } catch (error) {
      if (isEmptyQueue(error)) return [];
      throw error;
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopped) {
      const messages = await receive();
      for (const { MessageBody } of messages) take(Buffer.from(MessageBody, 'base64').toString());
      const handles = messages.map(({ ReceiptHandle }) => ReceiptHandle);
      if (handles.length > 0) await client.batchDeleteMessage(queue, handles);
    }
  };

  const failed = new Promise<never>((_, reject) => {
    loop().catch((error: unknown) => {
      if (!stopped) reject(error);
    });
  });
  failed.catch(() => undefined);
  return {
    failed,
    stop: () => {
      stopped = true;
    },
  };
};
