import type { HttpCall } from '../intake/types.ts';
import type { IdKind } from '../peering/model/request.ts';
import type { IdentityFacts } from '../peering/request/identify.ts';
import { derivedRequestId as lawfulId } from '../peering/request/ids.ts';
import type { HttpCase } from './context.ts';

export interface HttpIdentity {
  readonly value: string;
  readonly kind: IdKind;
}

/** A string of structured fields (RFC 9651): quotes and escapes are not part of the key. */
const unquoted = (text: string): string => {
  const [, inner] = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text) ?? [];
  return inner === undefined ? text : inner.replace(/\\(["\\])/g, '$1');
};

/**
 * The id of an HTTP request: its Idempotency-Key, else the invocation's own request id. A key that
 * breaks the rule of ids is hashed, so that any key serves; an empty one counts as none.
 */
export const httpIdentity = (
  { headers, requestId }: Pick<HttpCall, 'headers' | 'requestId'>,
  invocationId: string,
): HttpIdentity => {
  const key = unquoted((headers['idempotency-key'] ?? '').trim());
  return key.trim() === ''
    ? { value: lawfulId(requestId || invocationId), kind: 'invocation' }
    : { value: lawfulId(key), kind: 'explicit' };
};

/** What the identity of a request that came by HTTP is made of. */
export const identitySources = (
  { ctx, call, id }: HttpCase,
  own: string | undefined,
): IdentityFacts => ({
  own,
  derived: id,
  origin: call.origin,
  invocationId: id.value,
  now: ctx.clock.now(),
});
