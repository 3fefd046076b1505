// Asks for a connection over HTTP, and reads the answer.
//   PEERFLOW_URL=https://... node examples/doors/http.mjs examples/hub-and-spoke1.json
// PEERFLOW_URL is the address of the HTTP trigger: `s info` prints it.
import { createHash } from 'node:crypto';
import { readRequest, variable } from './request.mjs';
import { signed } from './sign.mjs';

const body = JSON.stringify(readRequest());
const url = new URL('/peerings', variable('PEERFLOW_URL'));

// The same key and body again give the same connection, so a call that got no answer is safe to repeat.
const key = process.env.IDEMPOTENCY_KEY ?? createHash('sha256').update(body).digest('hex');

const response = await fetch(url, {
  method: 'POST',
  body,
  headers: {
    ...signed('POST', url, { 'content-type': 'application/json' }),
    'idempotency-key': key,
  },
});
console.log(response.status, response.headers.get('location') ?? '');
console.log(await response.text());
process.exitCode = response.ok ? 0 : 1;
