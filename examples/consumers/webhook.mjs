// Receives events over HTTP and verifies their signature (Standard Webhooks):
//   PEERFLOW_WEBHOOK_SECRET=whsec_... PORT=8080 node examples/consumers/webhook.mjs
// and PEERFLOW_SINKS="https://hooks.example.com/peerflow" with the same secret. TLS ends before this.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const key = Buffer.from(process.env.PEERFLOW_WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64');
const TOLERANCE_S = 300;

const isGenuine = (headers, body) => {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(time)) < TOLERANCE_S)) return false;
  const expected = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest();
  // Two of them while a secret is being replaced.
  return (signatures ?? '').split(' ').some((each) => {
    const given = Buffer.from(each.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
};

const server = createServer(async (request, response) => {
  const body = await text(request);
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
  const event = JSON.parse(body);
  // An event may come twice: `source` and `id` say so.
  console.log(event.time, event.type, event.data.connection?.instanceId ?? '');
  response.writeHead(204).end();
});
server.listen(Number(process.env.PORT ?? 8080), () => console.log('port', server.address().port));
