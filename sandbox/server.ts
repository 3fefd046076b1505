import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readRequest } from './http/read.ts';
import { breakOff, respond, SocketFault } from './http/respond.ts';
import type { HttpAnswer, HttpRequest, Service } from './http/types.ts';

/** An HTTP server on 127.0.0.1. */
export interface Listening {
  readonly port: number;
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** Ends it with every open connection. */
  close(): Promise<void>;
}

export type Handler = (request: HttpRequest) => Promise<HttpAnswer>;

/** Longer than clients keep idle connections, so that it is never the server that drops one. */
const KEEP_ALIVE_MS = 90_000;

const internalError = (error: unknown): HttpAnswer => ({
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    Code: 'InternalError',
    Message: `the sandbox itself failed: ${error instanceof Error ? error.message : String(error)}`,
  }),
});

/** A request as far as its client sent it; `undefined` for one that the client broke off. */
const readWhole = async (incoming: IncomingMessage): Promise<HttpRequest | undefined> => {
  try {
    return await readRequest(incoming);
  } catch {
    return undefined;
  }
};

const answerOrBreak = async (
  handle: Handler,
  incoming: IncomingMessage,
  response: ServerResponse,
  onFailure: (error: unknown) => void,
): Promise<void> => {
  const request = await readWhole(incoming);
  if (request === undefined) return;
  try {
    respond(response, await handle(request));
  } catch (error) {
    if (error instanceof SocketFault) return breakOff(response, error);
    onFailure(error);
    if (!response.headersSent) respond(response, internalError(error));
  }
};

/**
 * Listens on 127.0.0.1. Port 0 takes any free one.
 *
 * @param onFailure called when a handler threw: that is a fault of the sandbox.
 * @throws the error of the operating system, e.g. `EADDRINUSE`.
 */
export const listen = async (
  handle: Handler,
  port: number,
  onFailure: (error: unknown) => void,
): Promise<Listening> => {
  const server = createServer((incoming, response) => {
    void answerOrBreak(handle, incoming, response, onFailure);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Asks services in order; the first one that takes a request answers it. */
export const chain =
  (services: readonly Service[]): Handler =>
  async (request) => {
    for (const service of services) {
      const answer = await service(request);
      if (answer !== undefined) return answer;
    }
    return {
      status: 404,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        Code: 'NotFound',
        Message: `no service of the sandbox takes ${request.method} ${request.path}`,
      }),
    };
  };
