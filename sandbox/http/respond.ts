import type { ServerResponse } from 'node:http';
import type { HttpAnswer } from './types.ts';

/** Thrown or returned by a service to break the connection instead of answering. */
export class SocketFault extends Error {
  constructor(readonly kind: 'reset' | 'hang' | 'truncate') {
    super(`the sandbox breaks the connection: ${kind}`);
    this.name = 'SocketFault';
  }
}

/** Writes an answer. */
export const respond = (response: ServerResponse, answer: HttpAnswer): void => {
  const body = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(answer.body ?? '');
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': String(body.length) }),
  });
  response.end(answer.status === 204 ? undefined : body);
};

/** Breaks the connection in the way the fault says. */
export const breakOff = (response: ServerResponse, { kind }: SocketFault): void => {
  if (kind === 'hang') return;
  if (kind === 'truncate') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"RequestId":"');
  }
  response.socket?.destroy();
};
