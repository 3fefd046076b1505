import type { DerivedId } from '../intake/types.ts';
import { h } from '../peering/hash.ts';
import type { Origin } from '../peering/model/origin.ts';
import type { IdentifiedRequest, Request } from '../peering/model/request.ts';
import { canonicalBody, pairRequestId } from '../peering/request/fingerprint.ts';

/** What a request's identity is made of besides the request itself. */
export interface IdentitySources {
  /** The request's own `requestId`. */
  readonly own?: string | undefined;
  /** What the innermost envelope gives. */
  readonly derived?: DerivedId | undefined;
  readonly origin: Origin;
  /** The invocation's own request id. */
  readonly invocationId: string;
  /** Epoch ms. */
  readonly now: number;
}

/** A request without an id of its own means a state: this pair connected, this action done. */
const implied = (request: Request, invocationId: string): DerivedId => {
  if (request.action === 'create') return { value: pairRequestId(request), kind: 'pair' };
  // Two modifies of one connection are two changes, even if they say the same.
  if (request.action === 'modify') return { value: invocationId, kind: 'invocation' };
  return { value: `${request.action}-${h(canonicalBody(request))}`, kind: 'pair' };
};

/**
 * The identity of a request: the id it brings, else the one its innermost envelope gives, else what it means.
 * A caller's own `clientToken` counts as explicit.
 */
export const identify = (request: Request, sources: IdentitySources): IdentifiedRequest => {
  const { own, derived, origin, invocationId, now } = sources;
  const id: DerivedId =
    own === undefined
      ? (derived ?? implied(request, invocationId))
      : { value: own, kind: 'explicit' };
  return {
    requestId: id.value,
    idKind: request.clientToken === undefined ? id.kind : 'explicit',
    request,
    origin,
    arrival: origin.arrival ?? now,
  };
};
