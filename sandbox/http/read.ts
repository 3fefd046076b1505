import type { IncomingMessage } from 'node:http';
import type { HttpRequest } from './types.ts';

/** Reads a request whole; the body stays bytes, because signatures are made over bytes. */
export const readRequest = async (incoming: IncomingMessage): Promise<HttpRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const url = incoming.url ?? '/';
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  return {
    method: incoming.method ?? 'GET',
    url,
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.concat(chunks),
  };
};
