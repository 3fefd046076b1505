import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf } from './values.ts';

/** One HTTP request as every emulated service sees it: nothing parsed that a signature needs raw. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly url: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; repeated headers joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Set by a fault rule: how many entries of a batch, from its beginning, the service fails. */
  readonly failEntries?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Handler = (request: HttpRequest) => Promise<HttpAnswer>;

/** An answer in JSON. */
export const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** An answer of the RPC gateway, whose JSON may have to be written by hand. */
export const rpcJson = (status: number, body: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8' },
  body,
});

/** Parameters come from the query or the form, whichever a client chose. */
export const paramsOf = ({ headers, body, query }: HttpRequest): Record<string, string> => {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? new URLSearchParams(body.toString('utf8')) : [];
  return Object.fromEntries([...query, ...form]);
};

/** A path without its percent-encoding, where it can be read. */
export const decodedPath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** Thrown to break the connection instead of answering. */
export class SocketFault extends Error {
  constructor(readonly kind: 'reset' | 'hang' | 'truncate') {
    super(`the sandbox breaks the connection: ${kind}`);
    this.name = 'SocketFault';
  }
}

/** Reads a request whole; the body stays bytes, because signatures are made over bytes. */
const readRequest = async (incoming: IncomingMessage): Promise<HttpRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const url = incoming.url ?? '/';
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(',') : (value ?? ''),
  ]);
  return {
    method: incoming.method ?? 'GET',
    url,
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
};

const respond = (response: ServerResponse, answer: HttpAnswer): void => {
  const body = Buffer.from(answer.body ?? '');
  const length = answer.status === 204 ? {} : { 'content-length': String(body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(answer.status === 204 ? undefined : body);
};

const breakOff = (response: ServerResponse, { kind }: SocketFault): void => {
  if (kind === 'hang') return;
  if (kind === 'truncate') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"RequestId":"');
  }
  response.socket?.destroy();
};

/** Longer than clients keep idle connections, so that it is never the server that drops one. */
const KEEP_ALIVE_MS = 90_000;

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
) => {
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming).catch(() => undefined);
    if (request === undefined) return; // The client broke it off.
    try {
      respond(response, await handle(request));
    } catch (error) {
      if (error instanceof SocketFault) return breakOff(response, error);
      onFailure(error);
      const Message = `the sandbox itself failed: ${messageOf(error)}`;
      if (!response.headersSent) respond(response, json(500, { Code: 'InternalError', Message }));
    }
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    /** Base URL without a slash at its end. */
    url: `http://127.0.0.1:${bound}`,
    /** Ends it with every open connection. */
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export type Listening = Awaited<ReturnType<typeof listen>>;
