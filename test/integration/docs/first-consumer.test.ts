import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, '../../../docs/record/first-consumer.sh');

/** A port that is free now. */
const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return String(typeof address === 'object' ? address?.port : address);
};

it('the first consumer of the README receives what becomes of the first request', async () => {
  const env = { ...process.env, HOOK_PORT: await freePort(), CLOUD_PORT: await freePort() };
  const { stdout } = await promisify(execFile)('bash', [SCRIPT], { env });
  const types = [...stdout.matchAll(/peerflow:([\w:]+)/g)].map(([, type]) => type);
  expect(types).toEqual(['Connection:Creating', 'Connection:Activated', 'Routes:Ready']);
});
