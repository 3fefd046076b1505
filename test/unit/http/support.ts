import { handleItems } from '../../../lib/handlers/items.ts';
import { handleHttp } from '../../../lib/http/api.ts';
import type { HttpDeps } from '../../../lib/http/context.ts';
import type { HttpCall } from '../../../lib/intake/types.ts';
import type { Context } from '../../../lib/peering/context.ts';

export const callOf = (more: Partial<HttpCall> = {}): HttpCall => ({
  method: 'GET',
  path: '/healthz',
  prefix: '',
  query: {},
  headers: {},
  body: Buffer.alloc(0),
  requestId: undefined,
  isAsync: false,
  origin: { via: 'http' },
  ...more,
});

export const depsOf = (more: Partial<HttpDeps> = {}): HttpDeps => ({
  handleItems,
  isPageOn: false,
  health: () => {
    throw new Error('health was not expected');
  },
  ...more,
});

const INVOCATION = { requestId: 'inv-1', credentialSource: 'context' } as const;

/** One call of the API, and its answer with the body parsed. */
export const answerTo = async (
  ctx: Context,
  call: Partial<HttpCall>,
  deps: HttpDeps = depsOf(),
  invocation: Parameters<typeof handleHttp>[2] = INVOCATION,
) => {
  const answer = await handleHttp(ctx, callOf(call), invocation, deps);
  const isJson = /json/.test(answer.headers['content-type'] ?? '');
  return { ...answer, json: isJson ? JSON.parse(answer.body) : undefined };
};

/** The parts of a call that carry a JSON body. */
export const post = (path: string, body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
