import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

/** Bytes of an answer that are read, and thrown away, before the connection is cut. */
const MAX_ANSWER_BYTES = 16 * 1024;

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly lookup: LookupFunction;
  /** For everything together: name, connection, answer. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const discard = (response: IncomingMessage): void => {
  let bytes = 0;
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
};

/** One POST over a connection of its own. Redirects are answers like others: none is followed. */
export const post = ({ url, headers, body, lookup, timeoutMs }: Post): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const request = send(url, {
      method: 'POST',
      agent: false,
      lookup,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      discard(response);
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
    });
    request.end(body);
  });
