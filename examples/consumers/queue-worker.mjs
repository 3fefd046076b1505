// Takes events from an SMQ queue: PEERFLOW_SINKS="mns://queues/facts", then
//   EVENTS_QUEUE=facts node examples/consumers/queue-worker.mjs
import MnsClient from '@alicloud/mns/lib/client.js';

const { ALIBABA_CLOUD_ACCOUNT_ID: account, PEERFLOW_REGION: region } = process.env;
const client = new MnsClient(account, {
  accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
  securityToken: process.env.ALIBABA_CLOUD_SECURITY_TOKEN,
  region,
  endpoint: process.env.PEERFLOW_ENDPOINT || `https://${account}.mns.${region}.aliyuncs.com`,
});
const queue = process.env.EVENTS_QUEUE ?? 'facts';

/** Delivery is at least once: in production remember these where all workers see them. */
const seen = new Set();

for (;;) {
  const message = await client.receiveMessage(queue, 30).catch((error) => {
    if (error.code === 'MessageNotExist') return undefined;
    throw error;
  });
  if (message === undefined) continue;
  const event = JSON.parse(Buffer.from(message.body.MessageBody, 'base64').toString());
  const key = `${event.source} ${event.id}`;
  if (!seen.has(key)) console.log(event.time, event.type, event.data.connection?.instanceId ?? '');
  seen.add(key);
  await client.deleteMessage(queue, message.body.ReceiptHandle);
}
