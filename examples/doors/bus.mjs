// Puts a request on the bus; the deployment's rule leads it into the requests queue.
//   node examples/doors/bus.mjs examples/eventbridge/landing-zone-account-ready.json
import { randomUUID } from 'node:crypto';
import EventBridge, { CloudEvent, Config } from '@alicloud/eventbridge';
import { readRequest, variable } from './request.mjs';

const account = variable('ALIBABA_CLOUD_ACCOUNT_ID');
const region = variable('PEERFLOW_REGION');
const base =
  process.env.PEERFLOW_ENDPOINT || `https://${account}.eventbridge.${region}.aliyuncs.com`;
const { host, protocol } = new URL(base);

const Client = EventBridge.default ?? EventBridge;
const client = new Client(
  new Config({
    accessKeyId: variable('ALIBABA_CLOUD_ACCESS_KEY_ID'),
    accessKeySecret: variable('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
    securityToken: process.env.ALIBABA_CLOUD_SECURITY_TOKEN,
    endpoint: host,
    protocol: protocol.replace(':', ''),
    regionId: region,
  }),
);

// A file that is an event already goes as it is; anything else is the data of a new one.
const content = readRequest();
const { data, ...given } = 'specversion' in content ? content : { data: content };
const event = new CloudEvent({
  source: 'my-landing-zone',
  id: randomUUID(),
  specversion: '1.0',
  datacontenttype: 'application/json',
  ...given,
  type: 'peering:Connection:Requested',
  time: new Date().toISOString(),
  data: Buffer.from(JSON.stringify(data)),
  // Not `default`: that bus takes events of cloud services only.
  extensions: { aliyuneventbusname: process.env.PEERFLOW_NAME || 'peerflow' },
});

// 200 with a failed entry is a failure, too.
const { failedEntryCount, entryList } = await client.putEvents([event]);
console.log(JSON.stringify(entryList));
process.exitCode = failedEntryCount ? 1 : 0;
