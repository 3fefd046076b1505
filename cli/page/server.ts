import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { servePage } from '../../page/serve.ts';
import type { ApiClient, Request } from '../api/client.ts';
import { CommandError } from '../exit.ts';
import { isPassedOn, judge } from './guard.ts';

export interface PageServer {
  /** The address to open, with its secret. */
  readonly url: string;
  close(): Promise<void>;
}

const PASSED_HEADERS = ['accept-language', 'idempotency-key', 'if-match'] as const;
const RETURNED_HEADERS = ['retry-after', 'etag', 'content-language'] as const;

const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(body));
};

const problem = (status: number, detail: string, remedy = '') => ({
  type: 'about:blank',
  title: detail,
  status,
  detail,
  code: 'PageServer',
  category: 'service',
  retryable: status === 503,
  remedy,
  requestId: null,
});

const judgedHeaders = ({ headers }: IncomingMessage) => ({
  host: headers.host,
  origin: headers.origin,
  'sec-fetch-site': headers['sec-fetch-site']?.toString(),
});

const methodOf = (method: string): Request['method'] =>
  method === 'POST' || method === 'DELETE' ? method : 'GET';

const headersIn = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    PASSED_HEADERS.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

/** Passes a call of the page on, signed; bodies are not: the page sends none. */
const passOn = async (
  api: ApiClient,
  request: IncomingMessage,
  path: string,
  response: ServerResponse,
): Promise<void> => {
  try {
    const answer = await api.send({
      method: methodOf(request.method ?? 'GET'),
      path: path.slice(1),
      headers: headersIn(request),
    });
    const headers = Object.fromEntries(
      RETURNED_HEADERS.flatMap((name) => {
        const value = answer.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    sendJson(response, answer.status, answer.json ?? null, headers);
  } catch (error) {
    const hints = error instanceof CommandError ? error.hints.join(' ') : '';
    const message = error instanceof Error ? error.message : String(error);
    sendJson(response, 503, problem(503, message, hints));
  }
};

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

/**
 * Serves the page on loopback, and its calls signed and passed on to the deployment.
 *
 * @param secret stands in the address: other users of this machine do not know it
 * @param port 0 for any free one
 */
export const servePageLocally = async (
  api: ApiClient,
  secret: string,
  port: number,
): Promise<PageServer> => {
  const prefix = `/${secret}/`;
  let bound = port;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    const { method = 'GET', url = '/' } = request;
    const [path = '', query] = url.split('?', 2);
    const verdict = judge(
      { method, path, headers: judgedHeaders(request) },
      { prefix, port: bound },
    );
    if (!verdict.ok) {
      sendJson(response, verdict.status, problem(verdict.status, verdict.why));
      return;
    }
    const page = servePage({ method, path: verdict.path });
    const full = query === undefined ? verdict.path : `${verdict.path}?${query}`;
    if (page) response.writeHead(page.status, page.headers).end(page.body);
    else if (isPassedOn(verdict.path)) void passOn(api, request, full, response);
    else sendJson(response, 404, problem(404, 'there is nothing here'));
  };
  const server = createServer(answer);
  bound = await listening(server, port);
  return { url: `http://127.0.0.1:${bound}${prefix}`, close: () => closed(server) };
};
