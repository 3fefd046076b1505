import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers a call; `hang` never does, `reset` cuts the connection, `endless` never stops answering. */
export type Answering = (call: Call, index: number) => Reply | 'hang' | 'reset' | 'endless';

const pour = (response: ServerResponse): void => {
  const chunk = 'x'.repeat(64 * 1024);
  const more = () => {
    while (!response.destroyed && response.write(chunk)) {
      // until the socket is full
    }
  };
  response.on('drain', more);
  more();
};

const answerWith = (response: ServerResponse, reply: ReturnType<Answering>): void => {
  if (reply === 'reset') response.socket?.destroy();
  if (reply === 'endless') pour(response);
  if (typeof reply === 'string') return;
  const { status, type = 'application/json', headers = {}, body = '' } = reply;
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body);
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

/** A service on a free port of 127.0.0.1 that notes every call. */
export const startService = async (answering: Answering) => {
  const calls: Call[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const call = { method, url, headers, body: await bodyOf(request) };
    calls.push(call);
    answerWith(response, answering(call, calls.length - 1));
  });
  const ends: Promise<unknown>[] = [];
  server.on('connection', (socket) => {
    connections += 1;
    ends.push(new Promise((resolve) => socket.once('close', resolve)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    calls,
    port,
    host: `127.0.0.1:${port}`,
    connections: () => connections,
    /** Resolves when every connection so far has ended. */
    ended: () => Promise.all(ends),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
