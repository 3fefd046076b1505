import type { Context } from './context.ts';
import { classify, isNotFound } from './errors/classify.ts';
import { type Connection, isAdoptable, isInMotion } from './model/connection.ts';
import { ApiError } from './model/failure.ts';
import type { CreateRequest } from './model/request.ts';
import { inOrder } from './order.ts';
import type { ListQuery } from './ports.ts';
import type { WaitReason } from './queue/backoff.ts';
import { type OurTags, readTags, requestKey, requestTagValue } from './state/tags.ts';

/** What one look showed. */
export type Observation =
  | { readonly kind: 'found'; readonly connection: Connection; readonly tags: OurTags | null }
  /** The service does not know it: not there yet, or no more. */
  | { readonly kind: 'not-found' }
  /** The look failed for a reason that passes. */
  | { readonly kind: 'trouble'; readonly reason: WaitReason; readonly error: ApiError }
  /** The look was refused for good. */
  | { readonly kind: 'refused'; readonly error: ApiError };

/** What the API answered last, while its quota of looks is used up: another call would be refused as well. */
const knownRefusal = ({ memory: { throttledLooks }, clock }: Context): ApiError | undefined => {
  if (throttledLooks === undefined) return undefined;
  const { until, error } = throttledLooks;
  const retryAfterMs = until - clock.now();
  return retryAfterMs > 0
    ? new ApiError({ ...error, message: error.message, retryAfterMs })
    : undefined;
};

/**
 * A fresh Get of a connection, with what its tags say of us; none is made while the quota is known to be used up.
 * Never rejects with `ApiError`.
 */
export const observe = async (ctx: Context, instanceId: string): Promise<Observation> => {
  const refusal = knownRefusal(ctx);
  if (refusal) return { kind: 'trouble', reason: 'throttled', error: refusal };
  try {
    const connection = await ctx.peering.get(instanceId);
    return { kind: 'found', connection, tags: readTags(connection, ctx.settings) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (isNotFound(error)) return { kind: 'not-found' };
    const { reason: retry } = classify(error);
    if (retry === 'throttled' && error.retryAfterMs !== undefined)
      ctx.memory.throttledLooks = { until: ctx.clock.now() + error.retryAfterMs, error };
    return retry === 'never'
      ? { kind: 'refused', error }
      : { kind: 'trouble', reason: retry, error };
  }
};

/** True where a list still shows the connection. Rejects with `ApiError`. */
export const isListed = async (
  ctx: Context,
  { regionId, instanceId }: Pick<Connection, 'regionId' | 'instanceId'>,
): Promise<boolean> => {
  const page = await ctx.peering.list({ regionId, instanceId, maxResults: 1 });
  return page.items.some((each) => each.instanceId === instanceId && each.status !== 'Deleted');
};

/**
 * As `isListed`, in every managed region and in further ones: of a connection whose own region is not known. Those of
 * its VPCs are not enough, since the list of the accepting one may not have it.
 */
export const isListedAnywhere = async (
  ctx: Context,
  instanceId: string,
  further: readonly string[] = [],
): Promise<boolean> => {
  for (const regionId of new Set([...ctx.settings.regions, ...further]))
    if (await isListed(ctx, { regionId, instanceId })) return true;
  return false;
};

/**
 * What a list that cannot be read is waited for. One that is refused is, too: whether the connection is gone stays open.
 * Throws what is not an answer of the cloud.
 */
export const unlistedBecause = (error: unknown): WaitReason => {
  if (!(error instanceof ApiError)) throw error;
  const { reason } = classify(error);
  return reason === 'never' ? 'pending' : reason;
};

/**
 * What a connection that no look finds is waited for: what a list shows stands, and where no list can be read nothing is
 * known yet. `undefined` where it is gone.
 */
export const doubtOf = async (isShown: Promise<boolean>): Promise<WaitReason | undefined> => {
  try {
    return (await isShown) ? 'pending' : undefined;
  } catch (error) {
    return unlistedBecause(error);
  }
};

/** The most that ListVpcPeerConnections gives at once. */
const PAGE = 100;
const PAGES_OF_PAIR = 5;

type Pair = Pick<CreateRequest, 'regionId' | 'vpcId' | 'acceptingRegionId' | 'acceptingVpcId'>;

/** True for a connection of a pair, in either direction. */
export const joins = (
  connection: Connection,
  { vpcId: a, acceptingVpcId: b }: Pick<Pair, 'vpcId' | 'acceptingVpcId'>,
): boolean => {
  const ends = [connection.vpc.vpcId, connection.acceptingVpc.vpcId];
  return ends.includes(a) && ends.includes(b) && a !== b;
};

/** The rows of a list, as many pages as are asked for at most. Rejects with `ApiError`. */
export const listConnections = async (
  ctx: Context,
  query: Pick<ListQuery, 'regionId' | 'vpcIds'>,
  pages: number,
): Promise<readonly Connection[]> => {
  const found: Connection[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pages; page++) {
    const answer = await ctx.peering.list({ ...query, maxResults: PAGE, nextToken });
    found.push(...answer.items);
    nextToken = answer.nextToken;
    if (!nextToken) break;
  }
  return found;
};

/** The rows of one region that join the pair, in either direction. */
const listPair = async (
  ctx: Context,
  regionId: string,
  pair: Pair,
): Promise<readonly Connection[]> => {
  const query = { regionId, vpcIds: [pair.vpcId, pair.acceptingVpcId] };
  const rows = await listConnections(ctx, query, PAGES_OF_PAIR);
  return rows.filter((each) => joins(each, pair));
};

/** Which region lists a connection between regions is not documented, so both are asked. */
const regionsOf = ({ regionId, acceptingRegionId }: Pair): readonly string[] => [
  ...new Set([regionId, acceptingRegionId]),
];

/** Every connection of a pair, in either direction, as the lists show it. Rejects with `ApiError`. */
export const connectionsOfPair = async (
  ctx: Context,
  pair: Pair,
): Promise<readonly Connection[]> => {
  const pages = await Promise.all(regionsOf(pair).map((each) => listPair(ctx, each, pair)));
  return onceEach(pages.flat());
};

const onceEach = (rows: readonly Connection[]): readonly Connection[] => [
  ...new Map(rows.map((each) => [each.instanceId, each])).values(),
];

/** Every connection of either VPC of a pair, as a list for each of them shows it. Rejects with `ApiError`. */
export const connectionsOfEither = async (
  ctx: Context,
  { regionId, vpcId, acceptingRegionId, acceptingVpcId }: Pair,
): Promise<readonly Connection[]> => {
  const pages = await Promise.all([
    listConnections(ctx, { regionId, vpcIds: [vpcId] }, PAGES_OF_PAIR),
    listConnections(ctx, { regionId: acceptingRegionId, vpcIds: [acceptingVpcId] }, PAGES_OF_PAIR),
  ]);
  return onceEach(pages.flat());
};

/** Those of some VPCs that have an operation under way, as the rows of a list show it. */
export const busyAmong = (
  rows: readonly Connection[],
  vpcIds: readonly string[],
): readonly string[] =>
  vpcIds.filter((vpcId) =>
    rows.some(
      ({ status, vpc, acceptingVpc }) =>
        isInMotion(status) && (vpc.vpcId === vpcId || acceptingVpc.vpcId === vpcId),
    ),
  );

/** The ids of the connections whose tag names a request, in one region. Rejects with `ApiError`. */
export const instancesOfRequest = async (
  ctx: Context,
  regionId: string,
  requestId: string,
): Promise<readonly string[]> => {
  const key = requestKey(ctx.settings.name);
  const value = requestTagValue(requestId);
  const page = await ctx.peering.listTagResources({ regionId, tag: [{ key, value }] });
  const rows = page.items.filter(({ tagKey, tagValue }) => tagKey === key && tagValue === value);
  return [...new Set(rows.map(({ resourceId }) => resourceId))];
};

const olderFirst = (a: Connection, b: Connection): number =>
  inOrder(a.gmtCreate ?? '', b.gmtCreate ?? '') || inOrder(a.instanceId, b.instanceId);

/** The live connections of a pair, the oldest first: requests adopt that one. */
export const liveOnes = (pair: readonly Connection[]): readonly Connection[] =>
  pair.filter(({ status }) => isAdoptable(status)).sort(olderFirst);
