import { h, sha256 } from '../hash.ts';
import type { Action, Request } from '../model/request.ts';

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
