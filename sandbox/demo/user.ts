import { createRequire } from 'node:module';
import MnsClient from '@alicloud/mns/lib/client.js';
import { createQueues } from '../../cli/cloud/queues.ts';
import { isRecord, jsonIn } from '../values.ts';
import type { Cloud } from './cloud.ts';

// What a user of the cloud does, through the official clients. Node hands CommonJS packages out as one object.
const bus: typeof import('@alicloud/eventbridge') = createRequire(import.meta.url)(
  '@alicloud/eventbridge',
);

/** Asks for a connection through the HTTP trigger, whose functions end in time by themselves. */
export const post = async ({ url }: Cloud, body: string, key: string) => {
  const response = await fetch(`${url}/peerings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${key}"` },
    body,
  });
  const text = await response.text();
  const value = jsonIn(text);
  const answer: Readonly<Record<string, unknown>> = isRecord(value) ? value : { text };
  return { status: response.status, body: answer };
};

export type HttpAnswer = Awaited<ReturnType<typeof post>>;

/** Puts a CloudEvent on a bus; rejects when the bus does not take it. */
export const putEvent = async (
  cloud: Cloud,
  name: string,
  { data, ...event }: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const { keys, regionId, endpoint } = cloud;
  const config = { ...keys, regionId, endpoint: new URL(endpoint).host, protocol: 'HTTP' };
  const answer = await new bus.default(new bus.Config(config)).putEvents([
    new bus.CloudEvent({
      // EventBridge needs a time, and the official client adds none.
      time: new Date().toISOString(),
      ...event,
      data: Buffer.from(JSON.stringify(data)),
      extensions: { aliyuneventbusname: name },
    }),
  ]);
  const [entry] = answer.entryList ?? [];
  if (entry?.errorCode) throw new Error(`EventBridge: ${entry.errorCode}: ${entry.errorMessage}`);
};

/** As long as a function may run. */
const TIMEOUT_MS = 60_000;

/** Sends a text in Base64, as is the custom, and returns its message id. */
export const send = async (
  { accountId, regionId: region, endpoint, keys }: Cloud,
  queue: string,
  text: string,
): Promise<string> => {
  const timeouts = { connectTimeout: TIMEOUT_MS, readTimeout: TIMEOUT_MS };
  const client = new MnsClient(accountId, { ...keys, region, endpoint, ...timeouts });
  const MessageBody = Buffer.from(text).toString('base64');
  const { code, body } = await client.sendMessage(queue, { MessageBody });
  // The client takes any answer without XML for a success.
  if (code !== 201 || !isRecord(body)) throw new Error(`SMQ answered ${code} to SendMessage`);
  return String(body.MessageId);
};

const WAIT_SECONDS = 10;

/**
 * Receives, takes and deletes whatever comes, as the command line does; rejects when it is stopped or the
 * queue cannot be read.
 */
export const consume = async (
  { endpoint, keys: credentials, ...where }: Cloud,
  queue: string,
  take: (text: string) => void,
  signal: AbortSignal,
): Promise<never> => {
  const queues = await createQueues({ ...where, credentials, endpointOf: () => endpoint });
  for (;;) {
    signal.throwIfAborted();
    for (const { body, receiptHandle } of await queues.receive(queue, WAIT_SECONDS)) {
      take(Buffer.from(body, 'base64').toString());
      await queues.delete(queue, receiptHandle);
    }
  }
};
