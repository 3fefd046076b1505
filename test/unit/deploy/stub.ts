import { execFile } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export const ROOT = join(import.meta.dirname, '../../..');

export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on loopback that answers with a function, remembers what it got, and ends with the test. */
export const serve = async (answer: (received: Received) => Answer) => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await text(request);
    const each = { method: request.method ?? '', url, headers: request.headers, body };
    received.push(each);
    const { status, headers = {}, body: content = '' } = answer(each);
    response.writeHead(status, headers).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stub has no port');
  return { received, base: `http://127.0.0.1:${address.port}` };
};

export const CREDENTIALS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'key',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'token',
  ALIBABA_CLOUD_ACCOUNT_ID: '1000000000000001',
  PEERFLOW_REGION: 'cn-hangzhou',
};

/** Runs a script of the project with Node.js as a reader of the docs would. */
export const runScript = (
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env.PATH, ...CREDENTIALS, ...env } };
    const child = execFile(process.execPath, [...words], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` }),
    );
  });
