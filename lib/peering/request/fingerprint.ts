import { h, sha256 } from '../hash.ts';
import type { Action, CreateRequest, Request } from '../model/request.ts';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
};

/** Stable JSON of a validated request: the same wish gives the same text, however it was spelled. */
export const canonicalBody = (request: Request): string => JSON.stringify(sorted(request));

/** 16 hex of the canonical body. */
export const bodyFingerprint = (request: Request): string => h(canonicalBody(request));

/** The id of "this pair should be connected": a hash of the pair, each end in its role. */
export const pairRequestId = (request: CreateRequest): string => {
  const { regionId, vpcId, acceptingRegionId, acceptingVpcId } = request;
  return `pair-${h(regionId, vpcId, acceptingRegionId, acceptingVpcId)}`;
};

/**
 * A ClientToken of at most 64 ASCII characters, the same after every crash and redelivery. `generation`
 * is the dead connection that an earlier token of the same wish leads to.
 */
export const clientTokenOf = (identity: {
  readonly requestId: string;
  readonly action: Action;
  readonly dryRun: boolean;
  readonly generation?: string | undefined;
}): string =>
  sha256(identity.requestId, identity.action, String(identity.dryRun), identity.generation ?? '');
