import type { HttpCall } from '../intake/types.ts';
import type { HttpAnswer } from './answer.ts';

/** What a caller may call its request: printable and not longer than a header should be. */
const ECHOED = /^[\x21-\x7e]{1,255}$/;

/**
 * An answer as it goes out: with the caller's X-Request-Id (else the invocation's own id), and without
 * a body if only its headers were asked for.
 */
export const finished = (
  { method, headers }: Pick<HttpCall, 'method' | 'headers'>,
  answer: HttpAnswer,
  invocationId: string,
): HttpAnswer => {
  const given = headers['x-request-id'] ?? '';
  const requestId = ECHOED.test(given) ? given : invocationId;
  return {
    ...answer,
    headers: { ...answer.headers, 'x-request-id': requestId },
    body: method === 'HEAD' ? '' : answer.body,
  };
};
