import { createRequire } from 'node:module';
import type { Cloud } from '../cloud.ts';

// Node hands a CommonJS package out as one object, whatever its types say of a default.
const {
  default: Client,
  CloudEvent,
  Config,
}: typeof import('@alicloud/eventbridge') = createRequire(import.meta.url)('@alicloud/eventbridge');

/** Puts a CloudEvent on a bus; rejects when the bus does not take it. */
export const putEvent = async (
  { endpoint, regionId, keys }: Cloud,
  bus: string,
  { data, ...event }: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const host = endpoint.replace('http://', '');
  const client = new Client(new Config({ ...keys, regionId, endpoint: host, protocol: 'HTTP' }));
  const answer = await client.putEvents([
    new CloudEvent({
      ...event,
      data: Buffer.from(JSON.stringify(data)),
      extensions: { aliyuneventbusname: bus },
    }),
  ]);
  const [entry] = answer.entryList ?? [];
  if (entry?.errorCode) throw new Error(`EventBridge: ${entry.errorCode}: ${entry.errorMessage}`);
};
