import { h } from '../peering/hash.ts';
import type { Asked, IdKind, Request } from '../peering/model/request.ts';
import { canonicalBody, pairRequestId } from '../peering/request/fingerprint.ts';

/** A request without an id of its own means a state: this pair connected, this action done. */
const impliedId = (request: Request): string =>
  request.action === 'create'
    ? pairRequestId(request)
    : `${request.action}-${h(canonicalBody(request))}`;

/**
 * The identity of a request: the id it brings, else the one its innermost envelope gives, else what it
 * means.
 */
export const identify = (
  request: Request,
  own: string | undefined,
  derived: { readonly value: string; readonly kind: IdKind } | undefined,
): Asked => {
  if (own !== undefined) return { requestId: own, idKind: 'explicit', request };
  if (derived) return { requestId: derived.value, idKind: derived.kind, request };
  return { requestId: impliedId(request), idKind: 'pair', request };
};
