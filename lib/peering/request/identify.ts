import type { Origin } from '../model/origin.ts';
import type { IdentifiedRequest, IdKind, Request } from '../model/request.ts';
import { impliedRequestId } from './fingerprint.ts';
import { derivedRequestId } from './ids.ts';

export interface IdentityFacts {
  /** `requestId` of the body. */
  readonly own?: string | undefined;
  /** What the innermost envelope gives: Idempotency-Key, message id, hash of source and id. */
  readonly derived?: { readonly value: string; readonly kind: IdKind } | undefined;
  /** The invocation's own request id, with the place in the list where there are several requests. */
  readonly invocationId: string;
  readonly origin: Origin;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * A repeated modify would write old values over newer ones, so one without any id is a new one every time;
 * everything else without an id means a state and may be repeated.
 */
const idOf = (
  request: Request,
  { own, derived, invocationId }: IdentityFacts,
): { readonly requestId: string; readonly idKind: IdKind } => {
  if (own !== undefined) return { requestId: own, idKind: 'explicit' };
  if (derived) return { requestId: derived.value, idKind: derived.kind };
  if (request.action === 'modify')
    return { requestId: derivedRequestId(invocationId), idKind: 'invocation' };
  return { requestId: impliedRequestId(request), idKind: 'pair' };
};

/**
 * The identity of a request: the id it brings, else the one its innermost envelope gives, else what it means.
 * A client token of the caller's own names the request as an explicit id does.
 */
export const identify = <R extends Request>(
  request: R,
  facts: IdentityFacts,
): IdentifiedRequest<R> => {
  const { requestId, idKind } = idOf(request, facts);
  return {
    requestId,
    idKind: request.clientToken === undefined ? idKind : 'explicit',
    request,
    origin: facts.origin,
    arrival: facts.origin.arrival ?? facts.now,
  };
};
