import { createRequire } from 'node:module';
import type * as Vpc from '@alicloud/vpc20160428';
import { isRecord, jsonIn } from '../values.ts';
import type { Cloud } from './cloud.ts';

// What a user of the cloud does, through the official clients. Node hands CommonJS packages out as one object.
const require = createRequire(import.meta.url);
const bus: typeof import('@alicloud/eventbridge') = require('@alicloud/eventbridge');
const vpc: typeof Vpc = require('@alicloud/vpc20160428');
const core: typeof import('@alicloud/openapi-core') = require('@alicloud/openapi-core');

const hostOf = ({ endpoint }: Cloud): string => endpoint.replace('http://', '');

export interface HttpAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks for a connection through the HTTP trigger. Rejects when there is no answer. */
export const post = async ({ url }: Cloud, body: string, key: string): Promise<HttpAnswer> => {
  const response = await fetch(`${url}/peerings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${key}"` },
    body,
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  const value = jsonIn(text);
  return { status: response.status, body: isRecord(value) ? value : { text } };
};

/** Puts a CloudEvent on a bus; rejects when the bus does not take it. */
export const putEvent = async (
  cloud: Cloud,
  name: string,
  { data, ...event }: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const { keys, regionId } = cloud;
  const config = { ...keys, regionId, endpoint: hostOf(cloud), protocol: 'HTTP' };
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

interface Received {
  readonly MessageBody: string;
  readonly ReceiptHandle: string;
}

/** What is used of the official client of SMQ, which comes without types. */
interface QueueClient {
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

const Mns: new (
  accountId: string,
  options: object,
) => QueueClient = require('@alicloud/mns/lib/client.js');

const queueClient = ({ accountId, regionId, endpoint, keys }: Cloud): QueueClient =>
  new Mns(accountId, { ...keys, region: regionId, endpoint });

/** Sends a text in Base64, as is the custom, and returns its message id. */
export const send = async (cloud: Cloud, queue: string, text: string): Promise<string> => {
  const body = Buffer.from(text).toString('base64');
  const sent = await queueClient(cloud).sendMessage(queue, { MessageBody: body });
  // The client takes any answer without XML for a success.
  if (sent.code !== 201 || sent.body === undefined)
    throw new Error(`SMQ answered ${sent.code} to SendMessage`);
  return sent.body.MessageId;
};

const BATCH = 16;
const WAIT_SECONDS = 10;

const receive = async (client: QueueClient, queue: string): Promise<readonly Received[]> => {
  try {
    const { code, body } = await client.batchReceiveMessage(queue, BATCH, WAIT_SECONDS);
    if (code !== 200) throw new Error(`SMQ answered ${code} to BatchReceiveMessage`);
    return body;
  } catch (error) {
    if (error instanceof Error && error.name === 'MNSMessageNotExistError') return [];
    throw error;
  }
};

/** Receives, takes and deletes whatever comes; rejects when it is stopped or the queue cannot be read. */
export const consume = async (
  cloud: Cloud,
  queue: string,
  take: (text: string) => void,
  signal: AbortSignal,
): Promise<never> => {
  const client = queueClient(cloud);
  for (;;) {
    signal.throwIfAborted();
    const messages = await receive(client, queue);
    for (const { MessageBody } of messages) take(Buffer.from(MessageBody, 'base64').toString());
    const handles = messages.map(({ ReceiptHandle }) => ReceiptHandle);
    if (handles.length > 0) await client.batchDeleteMessage(queue, handles);
  }
};

const vpcClient = (cloud: Cloud) => {
  const { Config, GlobalParameters } = core.$OpenApiUtil;
  // A socket that this client has used carries its read timer, which breaks the next client's call.
  const globalParameters = new GlobalParameters({ headers: { connection: 'close' } });
  const config = { ...cloud.keys, endpoint: hostOf(cloud), protocol: 'HTTP', globalParameters };
  return new vpc.default(new Config(config));
};

/** The tags of a VPC. */
export const tagsOf = async (
  cloud: Cloud,
  regionId: string,
  vpcId: string,
): Promise<Readonly<Record<string, string>>> => {
  const request = new vpc.DescribeVpcsRequest({ regionId, vpcId });
  const { body } = await vpcClient(cloud).describeVpcs(request);
  const [found] = body?.vpcs?.vpc ?? [];
  const tags = found?.tags?.tag ?? [];
  return Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
};

/** The most that DescribeRouteEntryList gives at once: more than a demo has. */
const MOST = 100;

/** The route tables that vSwitches of a VPC use, with their entries, a line each. */
export const routeTables = async (
  cloud: Cloud,
  regionId: string,
  vpcId: string,
): Promise<readonly string[]> => {
  const client = vpcClient(cloud);
  const rowsOf = async (routeTableId: string): Promise<readonly string[]> => {
    const { body } = await client.describeRouteEntryList(
      new vpc.DescribeRouteEntryListRequest({ regionId, routeTableId, maxResult: MOST }),
    );
    return (body?.routeEntrys?.routeEntry ?? []).map((entry) => {
      const { destinationCidrBlock = '', status = '', routeEntryName = '' } = entry;
      const [hop] = entry.nextHops?.nextHop ?? [];
      const nextHop = [hop?.nextHopType, hop?.nextHopId].filter(Boolean).join(' ');
      const cells = [destinationCidrBlock.padEnd(24), nextHop.padEnd(34), status.padEnd(10)];
      return `  ${[...cells, routeEntryName].join(' ')}`.trimEnd();
    });
  };
  const { body } = await client.describeRouteTableList(
    new vpc.DescribeRouteTableListRequest({ regionId, vpcId }),
  );
  const tables = body?.routerTableList?.routerTableListType ?? [];
  const lines = tables
    .filter(({ associateType }) => associateType !== 'Gateway')
    .map(async ({ routeTableId = '', routeTableType = '' }) => [
      `${routeTableId} (${routeTableType}) of ${vpcId}`,
      ...(await rowsOf(routeTableId)),
    ]);
  return (await Promise.all(lines)).flat();
};
