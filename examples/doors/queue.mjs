// Puts a request into the SMQ queue.
//   node examples/doors/queue.mjs examples/queue/beijing-apps-and-data.json
import MnsClient from '@alicloud/mns/lib/client.js';
import { readRequest, variable } from './request.mjs';

const MAX_BYTES = 65_536;

// Base64 is a must: the trigger decodes every message. It makes three bytes four, so about 47 KB of JSON
// fit. Several requests may go as one array, each of them with a requestId of its own.
const MessageBody = Buffer.from(JSON.stringify(readRequest())).toString('base64');
if (MessageBody.length > MAX_BYTES) {
  throw new Error(
    `${MessageBody.length} bytes in Base64, at most ${MAX_BYTES}: send two messages.`,
  );
}

const account = variable('ALIBABA_CLOUD_ACCOUNT_ID');
const region = variable('PEERFLOW_REGION');
const client = new MnsClient(account, {
  accessKeyId: variable('ALIBABA_CLOUD_ACCESS_KEY_ID'),
  accessKeySecret: variable('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
  securityToken: process.env.ALIBABA_CLOUD_SECURITY_TOKEN,
  region,
  endpoint: process.env.PEERFLOW_ENDPOINT || `https://${account}.mns.${region}.aliyuncs.com`,
});
const queue = `${process.env.PEERFLOW_NAME || 'peerflow'}-requests`;
const { code, body } = await client.sendMessage(queue, { MessageBody });
console.log(code, body?.MessageId);
process.exitCode = code === 201 ? 0 : 1;
