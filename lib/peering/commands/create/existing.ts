import { type About, type Attempt, attemptOf, failed, wait } from '../../attempt.ts';
import type { Context } from '../../context.ts';
import { ownFailure } from '../../errors/failure.ts';
import { type Connection, isAdoptable } from '../../model/connection.ts';
import { ApiError } from '../../model/failure.ts';
import type { CreateRequest, IdentifiedRequest } from '../../model/request.ts';
import {
  busyAmong,
  connectionsOfEither,
  connectionsOfPair,
  instancesOfRequest,
  joins,
  liveOnes,
  observe,
} from '../../observe.ts';
import { bodyFingerprint } from '../../request/identify.ts';
import { isOwnedBy, type OurTags, readTags } from '../../state/tags.ts';

/** A connection that a create met, as a fresh look shows it. */
export interface Met {
  readonly connection: Connection;
  readonly tags: OurTags | null;
  /** Further live connections of the pair: logged, and never deleted. */
  readonly others: readonly Connection[];
}

/** Whether this request made, or first adopted, the connection. */
export const isOwn = (met: Met, { requestId }: Pick<About, 'requestId'>): boolean =>
  isOwnedBy(met.tags, requestId);

/**
 * The live connection that a request made, by whichever list answers; `undefined` where none shows one. A list may be
 * out for hours, or the look at a single connection. A list that shows that the key made it with another body ends the
 * request.
 */
export const listedAsMade = async (
  ctx: Context,
  it: IdentifiedRequest<CreateRequest>,
  about: About,
): Promise<string | Attempt | undefined> => {
  const [pair, keyed] = await Promise.all([
    ifAnswered(connectionsOfPair(ctx, it.request)),
    ifAnswered(byKeyOf(ctx, it)),
  ]);
  if (pair === undefined) return keyed?.[0] && madeByKey(ctx, it, keyed[0], about);
  const made = liveOnes(pair).find((row) => {
    const tags = readTags(row, ctx.settings);
    // Options that others took away say neither: who is told of a connection that stands is not told that it failed.
    return isOwnedBy(tags, it.requestId) && tags?.options?.by !== 'adopt';
  });
  if (made && isReused(it, readTags(made, ctx.settings))) return keyReused(about);
  return made?.instanceId;
};

/** What only the list of tags shows: a look, if it answers, says whether the key made it with this body. */
const madeByKey = async (
  ctx: Context,
  it: IdentifiedRequest<CreateRequest>,
  instanceId: string,
  about: About,
): Promise<string | Attempt> => {
  const look = await freshLook(ctx, { instanceId }, about);
  return look.kind === 'met' && isReused(it, look.met.tags) ? keyReused(about) : instanceId;
};

/** What a list shows; `undefined` where the API does not answer. */
const ifAnswered = async <T>(list: Promise<T>): Promise<T | undefined> => {
  try {
    return await list;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
};

const byKeyOf = (ctx: Context, { request, requestId }: IdentifiedRequest<CreateRequest>) =>
  instancesOfRequest(ctx, request.regionId, requestId);

/** What the look before a create found: a connection to go on with, nothing, or the end of the attempt. */
export type Existing =
  | { readonly kind: 'met'; readonly met: Met }
  | { readonly kind: 'none' }
  | { readonly kind: 'decided'; readonly attempt: Attempt };

/** No look says yet what the pair has; one that is being deleted was read. */
export const isUnread = (existing: Existing): existing is Extract<Existing, { kind: 'decided' }> =>
  existing.kind === 'decided' &&
  existing.attempt.kind === 'wait' &&
  existing.attempt.reason !== 'conflict';

/** How to look. */
export interface LookOptions {
  /** Nothing is made after it: the pair is enough. */
  readonly isLastLook?: boolean;
  /**
   * The request has waited, so that others wait as well, and calls may be short: whether its VPCs are free is looked at
   * before a create is spent on them.
   */
  readonly hasWaited?: boolean;
  /** Milliseconds that the request has waited for lists. */
  readonly pendingMs?: number | undefined;
}

/** Lists lag by minutes: what they and the looks disagree on for so long is as the looks say. */
export const LISTS_LAG_MS = 5 * 60_000;

/**
 * Looks at the pair, in either direction, and at an explicit key before a create is spent. What is found is
 * looked at anew: nothing is adopted from a list row alone. Rejects with `ApiError`.
 */
export const findExisting = async (
  ctx: Context,
  it: IdentifiedRequest<CreateRequest>,
  about: About,
  options: LookOptions = {},
): Promise<Existing> => {
  const { pair, others, keyed } = await lookUp(ctx, it, options);
  return (
    (await byKey(ctx, it, keyed, about)) ??
    (await byPair(ctx, it, pair, about, options)) ??
    (await byRest(ctx, pair, about, options)) ??
    byOthers(it, others) ?? { kind: 'none' }
  );
};

/** The pair or its VPCs and, for an explicit key, the key, side by side. */
const lookUp = async (
  ctx: Context,
  it: IdentifiedRequest<CreateRequest>,
  { isLastLook = false, hasWaited = false }: LookOptions,
) => {
  const isKeyed = it.idKind === 'explicit';
  const [rows, keyed] = await Promise.all([
    (hasWaited ? connectionsOfEither : connectionsOfPair)(ctx, it.request),
    isKeyed && isLastLook ? ifAnswered(byKeyOf(ctx, it)) : isKeyed ? byKeyOf(ctx, it) : [],
  ]);
  return {
    pair: rows.filter((each) => joins(each, it.request)),
    others: rows.filter((each) => !joins(each, it.request)),
    keyed: keyed ?? [],
  };
};

/** A VPC takes one operation at a time. */
const byOthers = (
  { request: { vpcId, acceptingVpcId } }: IdentifiedRequest<CreateRequest>,
  others: readonly Connection[],
): Existing | undefined => {
  const busy = busyAmong(others, [vpcId, acceptingVpcId]);
  if (busy.length === 0) return undefined;
  const attempt = wait('conflict', `Another operation runs on ${busy.join(' and ')}.`);
  return { kind: 'decided', attempt };
};

/** The connection that an explicit key made, wherever it is by now. */
const byKey = async (
  ctx: Context,
  it: IdentifiedRequest<CreateRequest>,
  keyed: readonly string[],
  about: About,
): Promise<Existing | undefined> => {
  for (const instanceId of keyed) {
    const look = await freshLook(ctx, { instanceId }, about);
    if (look.kind === 'decided') return look;
    if (look.kind !== 'met' || !isOwnedBy(look.met.tags, it.requestId)) continue;
    // A connection that a modify adopted has no fingerprint.
    const isOfPair = joins(look.met.connection, it.request);
    if (!isOfPair || isReused(it, look.met.tags))
      return { kind: 'decided', attempt: keyReused(about) };
    if (isAdoptable(look.met.connection.status)) return look;
  }
  return undefined;
};

type Look =
  | { readonly kind: 'met'; readonly met: Met }
  | { readonly kind: 'gone' | 'unreadable' }
  | { readonly kind: 'decided'; readonly attempt: Attempt };

/** A row may be stale: only a fresh look says that a connection lives. */
const freshLook = async (
  ctx: Context,
  { instanceId }: Pick<Connection, 'instanceId'>,
  about: About,
): Promise<Look> => {
  const seen = await observe(ctx, instanceId);
  switch (seen.kind) {
    case 'found':
      return seen.connection.status === 'Deleted'
        ? { kind: 'gone' }
        : { kind: 'met', met: { ...seen, others: [] } };
    case 'not-found':
      return { kind: 'unreadable' };
    default:
      return { kind: 'decided', attempt: await attemptOf(seen.error, about) };
  }
};

/** An explicit key that already made a connection with another body cannot make this one. */
const isReused = (
  { requestId, idKind, request }: IdentifiedRequest<CreateRequest>,
  tags: OurTags | null,
): boolean => {
  const known = tags?.options?.fingerprint;
  if (idKind !== 'explicit' || !isOwnedBy(tags, requestId) || known === undefined) return false;
  return known !== bodyFingerprint(request);
};

const keyReused = (about: About): Attempt =>
  failed(
    { requestId: about.requestId },
    ownFailure(
      'IdempotencyKeyReused',
      'The request id was used with another body; send a new id for a new request.',
    ),
  );

/**
 * A live connection of the pair, the oldest first; rows that turn out stale are passed over. One that no look finds may
 * live all the same, and is waited for while it is listed. The list of tags may lag behind the list of the pair, so the
 * key is held against the body here as well.
 */
const byPair = async (
  ctx: Context,
  it: IdentifiedRequest<CreateRequest>,
  pair: readonly Connection[],
  about: About,
  options: LookOptions,
): Promise<Existing | undefined> => {
  const live = liveOnes(pair);
  let unreadable: string | undefined;
  for (const row of live) {
    const look = await freshLook(ctx, row, about);
    if (look.kind === 'decided') return look;
    if (look.kind === 'unreadable') unreadable ??= row.instanceId;
    if (look.kind !== 'met') continue;
    if (isReused(it, look.met.tags)) return { kind: 'decided', attempt: keyReused(about) };
    if (!isAdoptable(look.met.connection.status)) continue;
    const others = live.filter(({ instanceId }) => instanceId !== row.instanceId);
    logSecond(ctx, row, others);
    return { kind: 'met', met: { ...look.met, others } };
  }
  return byUnreadable(unreadable, options);
};

/** A list shows the connection and a look does not find it: the create waits, as long as lists may lag. */
const byUnreadable = (
  unreadable: string | undefined,
  { pendingMs = 0 }: LookOptions,
): Existing | undefined => {
  if (unreadable === undefined || pendingMs >= LISTS_LAG_MS) return undefined;
  const detail = `A list shows ${unreadable} of this pair, and a look does not find it.`;
  return { kind: 'decided', attempt: wait('pending', detail) };
};

const logSecond = (ctx: Context, { instanceId }: Connection, others: readonly Connection[]) => {
  if (others.length > 0)
    ctx.log.error('Pair has more than one live connection; the older one is used', {
      instanceId,
      others: others.map((each) => each.instanceId),
    });
};

/**
 * A connection of the pair that is on its way out is waited for; one that was refused stays in the way. One that a list
 * shows Deleting and no look finds is gone; any other is waited for.
 */
const byRest = async (
  ctx: Context,
  pair: readonly Connection[],
  about: About,
  options: LookOptions,
): Promise<Existing | undefined> => {
  let unreadable: string | undefined;
  for (const { instanceId, status } of pair) {
    if (status === 'Deleted') continue;
    const look = await freshLook(ctx, { instanceId }, about);
    if (look.kind === 'decided') return look;
    if (look.kind === 'unreadable' && status !== 'Deleting') unreadable ??= instanceId;
    if (look.kind !== 'met') continue;
    const now = look.met.connection.status;
    if (now === 'Deleting')
      return {
        kind: 'decided',
        attempt: wait('conflict', `${instanceId} of this pair is being deleted.`),
      };
    if (now === 'Rejected' || now === 'Expired') {
      const message = `The pair has the connection ${instanceId}, which is ${now}.`;
      return { kind: 'decided', attempt: failed(about, ownFailure('PairRefused', message)) };
    }
  }
  return byUnreadable(unreadable, options);
};
