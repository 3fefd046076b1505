import { h, sha256 } from '../hash.ts';
import type { Action, IdentifiedRequest, IdKind, Origin, Request } from '../model/request.ts';

const RULE = /^[A-Za-z0-9._:@/+=-]{1,128}$/;
const URL_PART = /https?:\/\//i;

/** True for a request id that callers may choose: it fits into the value of a tag. */
export const isRequestId = (id: string): boolean => RULE.test(id) && !URL_PART.test(id);

const hashed = (id: string): string => `h-${sha256(id)}`;

/**
 * A request id that an envelope gives: as it is where it keeps the rule of request ids, else its hash, so
 * that any two stay two.
 */
export const derivedRequestId = (id: string): string => (isRequestId(id) ? id : hashed(id));

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
};

/** Stable JSON of a validated request: the same request gives the same text, however it was spelled. */
export const canonicalBody = (request: Request): string => JSON.stringify(sorted(request));

/** 16 hex of the canonical body. A dry run asks about the same body, so it has the same fingerprint. */
export const bodyFingerprint = (request: Request): string =>
  h(canonicalBody({ ...request, dryRun: false }));

/**
 * The id of a request that has none of its own and only means a state: "this pair is connected", each end in
 * its role, or "this was done to that connection".
 */
export const impliedRequestId = (request: Request): string => {
  if (request.action !== 'create')
    return `${request.action}-${h(request.action, request.instanceId)}`;
  const { regionId, vpcId, acceptingRegionId, acceptingVpcId } = request;
  return `pair-${h(regionId, vpcId, acceptingRegionId, acceptingVpcId)}`;
};

/** What a ClientToken is made of. */
export interface TokenParts {
  readonly requestId: string;
  readonly action: Action;
  /** Absent for a create. */
  readonly instanceId?: string | undefined;
  /** Of a modify: two modifies of one connection under one id differ by them. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  readonly dryRun: boolean;
  /** The gone connection that an earlier token of the same request leads to, or what else makes a new token. */
  readonly generation?: string | undefined;
}

/**
 * A ClientToken of 64 ASCII characters, the same after every crash and redelivery, so that the service
 * recognises a repetition.
 */
export const clientTokenOf = (parts: TokenParts): string =>
  sha256(
    parts.requestId,
    parts.action,
    parts.instanceId ?? '',
    parts.action === 'modify' ? JSON.stringify(sorted(parts.values ?? {})) : '',
    String(parts.dryRun),
    parts.generation ?? '',
  );

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
