import { readIdempotencyKey } from '../intake/http/idempotency-key.ts';
import type { HttpCall } from '../intake/types.ts';
import type { RequestFinding } from '../peering/model/failure.ts';
import type { IdKind } from '../peering/model/request.ts';
import type { IdentityFacts } from '../peering/request/identify.ts';
import { derivedRequestId as lawfulId } from '../peering/request/ids.ts';
import type { HttpCase } from './context.ts';

export interface HttpIdentity {
  readonly value: string;
  readonly kind: IdKind;
  /** What is wrong with the Idempotency-Key: a call that changes something is refused. */
  readonly fault?: RequestFinding;
}

/**
 * The id of an HTTP request: its Idempotency-Key, else the invocation's own request id. A key that
 * breaks the rule of ids is hashed, so that any key serves; an empty one counts as none.
 */
export const httpIdentity = (
  { headers, requestId }: Pick<HttpCall, 'headers' | 'requestId'>,
  invocationId: string,
): HttpIdentity => {
  const read = readIdempotencyKey(headers['idempotency-key']);
  const own = { value: lawfulId(requestId || invocationId), kind: 'invocation' as const };
  if (!read.ok) return { ...own, fault: { pointer: '', detail: read.detail } };
  return read.key === undefined ? own : { value: lawfulId(read.key), kind: 'explicit' };
};

/** What the identity of a request that came by HTTP is made of. */
export const identitySources = (
  { ctx, call, id }: HttpCase,
  own: string | undefined,
): IdentityFacts => ({
  own,
  derived: { value: id.value, kind: id.kind },
  origin: call.origin,
  invocationId: id.value,
  now: ctx.clock.now(),
});
