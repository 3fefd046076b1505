import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servePage } from '../../page/serve.ts';
import { routesOf, type StubRow } from './world.ts';

/** A server that answers as the HTTP API does, from a list that tests change. */
export interface Stub {
  readonly url: string;
  rows: StubRow[];
  /** Every call of the API: method and path with query. */
  readonly calls: string[];
  /** Answers every call with this status instead. */
  failing: { readonly status: number; readonly body: unknown } | undefined;
  /** Answers the next write with this problem. */
  refusal: { readonly status: number; readonly body: unknown } | undefined;
  close(): Promise<void>;
}

const PAGE_SIZE = 100;

const send = (
  response: ServerResponse,
  status: number,
  body: unknown,
  type = 'application/json',
) => {
  response.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : type });
  response.end(JSON.stringify(body));
};

const pageOf = (stub: Stub, url: URL): unknown => {
  const ours = stub.rows.filter(
    ({ requestId }) => requestId !== null || url.searchParams.get('all') === 'true',
  );
  const from = Number(url.searchParams.get('nextToken') ?? 0);
  const next = from + PAGE_SIZE;
  return {
    connections: ours.slice(from, next),
    nextToken: next < ours.length ? String(next) : null,
  };
};

const AFTER: Readonly<Record<string, string>> = {
  accept: 'Updating',
  reject: 'Rejected',
  DELETE: 'Deleting',
};

const write = (stub: Stub, verb: string, row: StubRow, response: ServerResponse): void => {
  if (stub.refusal) {
    const { status, body } = stub.refusal;
    stub.refusal = undefined;
    send(response, status, body);
    return;
  }
  row.connection.status = AFTER[verb] ?? row.connection.status;
  const { instanceId, status } = row.connection;
  send(response, 202, { requestId: 'by-hand', connection: { instanceId, status } });
};

const HEALTH = { status: 'ok', configuration: 'ok', credentials: 'context' };
const NOT_FOUND = { title: 'Not found', status: 404, code: 'NotFound' };

const answerOne = (stub: Stub, method: string, path: string, response: ServerResponse): void => {
  const [, , id, what] = path.split('/');
  const row = stub.rows.find(({ connection }) => connection.instanceId === id);
  if (!row) send(response, 404, NOT_FOUND);
  else if (method !== 'GET') write(stub, what ?? 'DELETE', row, response);
  else send(response, 200, what === 'routes' ? routesOf(row) : row);
};

const answer = (stub: Stub, request: IncomingMessage, response: ServerResponse): void => {
  const { method = 'GET', url: target = '/' } = request;
  const url = new URL(target, 'http://stub');
  const page = servePage({ method, path: url.pathname });
  if (page) {
    response.writeHead(page.status, page.headers).end(page.body);
    return;
  }
  stub.calls.push(`${method} ${target}`);
  if (stub.failing) send(response, stub.failing.status, stub.failing.body);
  else if (url.pathname === '/healthz') send(response, 200, HEALTH);
  else if (url.pathname === '/peerings') send(response, 200, pageOf(stub, url));
  else answerOne(stub, method, url.pathname, response);
};

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Starts the server on a free loopback port. */
export const startStub = async (rows: StubRow[]): Promise<Stub> => {
  const stub: { -readonly [K in keyof Stub]: Stub[K] } = {
    url: '',
    rows,
    calls: [],
    failing: undefined,
    refusal: undefined,
    close: () => closed(server),
  };
  const server = createServer((request, response) => answer(stub, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  stub.url = `http://127.0.0.1:${port}/`;
  return stub;
};
