import { policyDenied } from '../../admission.ts';
import {
  type About,
  type Attempt,
  type AttemptOptions,
  attemptOf,
  ended,
  failed,
  wait,
} from '../../attempt.ts';
import type { Context } from '../../context.ts';
import { isTokenInUse } from '../../errors/classify.ts';
import { ownFailure } from '../../errors/failure.ts';
import type { Connection } from '../../model/connection.ts';
import { ApiError } from '../../model/failure.ts';
import type { CreateRequest } from '../../model/request.ts';
import { pairReader } from '../../network/pair.ts';
import { isListed, observe } from '../../observe.ts';
import { isSpent, type WorkItem } from '../../queue/backoff.ts';
import { crossBorder } from '../../request/findings.ts';
import { bodyFingerprint } from '../../request/identify.ts';
import {
  type Admission,
  type AllowedCreate,
  acceptFindings,
  admit,
  askPolicyOfCreate,
  denied,
} from './admission.ts';
import { adopt, replay } from './adopt.ts';
import { announceCreating, createInput, followCreated, viewOf } from './call.ts';
import { dryRun } from './dry-run.ts';
import { policyOfMet } from './ends.ts';
import {
  type Existing,
  findExisting,
  isOwn,
  isUnread,
  LISTS_LAG_MS,
  type LookOptions,
  listedAsMade,
} from './existing.ts';

type Item = WorkItem<CreateRequest>;

/**
 * One attempt at a create: policy, look, preflight, then the call. Rejects only with what is not an answer of
 * the cloud.
 */
export const create = async (
  ctx: Context,
  item: Item,
  options: AttemptOptions,
): Promise<Attempt> => {
  const { identified, routedId } = item;
  const about: About = { requestId: identified.requestId };
  const pair = pairReader(ctx, identified);
  return orAttempt(about, async () => {
    const policy = await askPolicyOfCreate(ctx, identified, pair);
    const findings = crossBorder(identified.request);
    const it: AllowedCreate = { ...about, identified, policy, pair, findings, routedId };
    if (policy.effect !== 'allow') return onDenied(ctx, it, item);
    if (identified.request.dryRun) return dryRun(ctx, it, waitedBy(item));
    return (options.isLastLook ? lookLast : lookAndCreate)(ctx, it, item);
  });
};

const orAttempt = async <T>(about: About, doIt: () => Promise<T>): Promise<T | Attempt> => {
  try {
    return await doIt();
  } catch (error) {
    return attemptOf(error, about);
  }
};

/**
 * Policy denies, maybe only since this request waits: what an earlier try of it has made is its fact all the same.
 * A request that comes for the first time costs no call.
 */
const onDenied = async (ctx: Context, it: AllowedCreate, item: Item): Promise<Attempt> => {
  if (item.reason === undefined) return denied(it);
  const { instanceId } = item.lastSeen ?? {};
  // Lists may not show it for minutes yet.
  if (instanceId !== undefined) return onCreated(ctx, it, item, instanceId);
  const existing = await findExisting(ctx, it.identified, it, waitedBy(item));
  if (existing.kind === 'met' && isOwn(existing.met, it)) return replay(ctx, it, existing.met);
  if (existing.kind === 'none' && mayBeUnlisted(item))
    return wait('pending', `${policyDenied(it.policy).code}: no list shows the connection yet.`);
  return isUnread(existing) ? existing.attempt : denied(it);
};

/** An answer of the API was lost, maybe that of a create, and lists lag by minutes. */
const mayBeUnlisted = ({ spent: { transient = 0, pending = 0 } }: Item): boolean =>
  transient > 0 && pending < LISTS_LAG_MS;

const waitedBy = ({ spent }: Item): LookOptions => ({ pendingMs: spent.pending });

/**
 * The last look before a request is given up. A connection that it made lives though nothing may be able to read it:
 * that is followed, and never told to have failed.
 */
const lookLast = async (ctx: Context, it: AllowedCreate, item: Item): Promise<Attempt> => {
  const found = await orAttempt(it, () => look(ctx, it, { ...waitedBy(item), isLastLook: true }));
  if (found.kind === 'ended') return found;
  if (found.kind === 'open')
    return wait(item.reason ?? 'transient', 'The last look shows no connection of the pair.');
  const made = await listedAsMade(ctx, it.identified, it);
  if (made === undefined) return found;
  if (typeof made !== 'string') return made;
  await followCreated(ctx, it, made, undefined);
  const { requestId, policy, findings } = it;
  const connection = viewOf(ctx, it.identified, made, undefined);
  return ended({ outcome: 'created', requestId, instanceId: made, connection, policy, findings });
};

/** Nothing is there to go on with, and preflight lets the request through. */
interface Open {
  readonly kind: 'open';
  readonly admitted: AllowedCreate;
}

/** Look before the call, so that every replay, redelivery and crash ends in the same connection. */
const look = async (
  ctx: Context,
  it: AllowedCreate,
  options: LookOptions,
): Promise<Attempt | Open> => {
  const existing = await findExisting(ctx, it.identified, it, options);
  const admission: Admission = isPastAdmission(it, existing)
    ? { isOpen: true, admitted: it }
    : await admit(ctx, it, knownOf(existing));
  if (!admission.isOpen) return admission.attempt;
  const { admitted } = admission;
  return (await goOnWith(ctx, admitted, existing)) ?? { kind: 'open', admitted };
};

/** A connection that an earlier try of this very request made is past every gate. */
const isPastAdmission = (it: AllowedCreate, existing: Existing): boolean =>
  existing.kind === 'decided' || (existing.kind === 'met' && isOwn(existing.met, it));

const knownOf = (existing: Existing): readonly Connection[] =>
  existing.kind === 'met' ? [existing.met.connection, ...existing.met.others] : [];

/** Goes on with what was found; `undefined` where there is nothing and a create is to be called. */
const goOnWith = async (
  ctx: Context,
  it: AllowedCreate,
  existing: Existing,
): Promise<Attempt | undefined> => {
  if (existing.kind !== 'met') return existing.kind === 'decided' ? existing.attempt : undefined;
  const { met } = existing;
  const judged = { ...it, policy: policyOfMet(ctx, it, met.connection) };
  if (judged.policy.effect !== 'allow') return denied(judged);
  return (isOwn(met, it) ? replay : adopt)(ctx, judged, met);
};

const lookAndCreate = async (ctx: Context, it: AllowedCreate, item: Item): Promise<Attempt> => {
  const found = await look(ctx, it, {
    ...waitedBy(item),
    hasWaited: item.reason !== undefined,
  });
  return found.kind === 'open' ? callCreate(ctx, found.admitted, item) : found;
};

const callCreate = async (ctx: Context, it: AllowedCreate, item: Item): Promise<Attempt> => {
  let instanceId: string;
  try {
    ({ instanceId } = await ctx.peering.create(createInput(ctx, it.identified, item.generation)));
  } catch (error) {
    return isExisting(error, it, item) ? onExists(ctx, it, item, error) : attemptOf(error, it);
  }
  return onCreated(ctx, it, item, instanceId);
};

const isExisting = (error: unknown, it: AllowedCreate, item: Item): error is ApiError =>
  error instanceof ApiError &&
  (error.code === 'ResourceAlreadyExist.VpcPeer' ||
    isOtherRequestOfPair(error, it) ||
    isBeingMade(error, item));

/** Another run of this request makes it just now: what is given up by its time in other trouble is not given up yet. */
const isBeingMade = (error: ApiError, { spent }: Item): boolean =>
  isTokenInUse(error) && isSpent(spent, 'transient');

/** A request for the pair that was made before with other details: its connection lives unlisted, or is gone. */
const isOtherRequestOfPair = (error: ApiError, { identified }: AllowedCreate): boolean =>
  error.code === 'IdempotentParameterMismatch' &&
  identified.idKind === 'pair' &&
  identified.request.clientToken === undefined;

/** The pair exists although no look showed it, or an earlier request for it has the token. */
const onExists = async (
  ctx: Context,
  it: AllowedCreate,
  item: Item,
  error: ApiError,
): Promise<Attempt> => {
  const found = await goOnWith(ctx, it, await findExisting(ctx, it.identified, it, waitedBy(item)));
  if (found) return found;
  const generation = `body-${bodyFingerprint(it.identified.request)}`;
  const isGone = isOtherRequestOfPair(error, it) && (item.spent.pending ?? 0) >= LISTS_LAG_MS;
  if (isGone && item.generation !== generation) return callCreate(ctx, it, { ...item, generation });
  return { ...wait('pending', `${error.code}: no list shows the connection yet.`), error };
};

/** The API accepted: look, have it followed, announce, answer. */
const onCreated = async (
  ctx: Context,
  it: AllowedCreate,
  item: Item,
  instanceId: string,
): Promise<Attempt> => {
  const looked = await observe(ctx, instanceId);
  const seen = looked.kind === 'found' ? looked.connection : undefined;
  if (seen?.status === 'Deleted') return onGone(ctx, it, item, instanceId);
  const existed = await followCreated(ctx, it, instanceId, seen);
  if (existed && looked.kind === 'not-found') return onUnreadable(ctx, it, item, instanceId);
  const connection = viewOf(ctx, it.identified, instanceId, seen);
  const isNew = seen?.status === 'Creating';
  if (isNew && !(await announceCreating(ctx, it, connection)))
    return wait('transient', `${instanceId} was created; its event was not delivered or queued.`, {
      lastSeen: { instanceId },
    });
  const { requestId, policy, plan } = it;
  const findings = [...it.findings, ...acceptFindings(ctx, it.identified, seen)];
  return ended({ outcome: 'created', requestId, instanceId, connection, policy, findings, plan });
};

/** The token led to a connection that is gone: a replay ends here, a request for the pair goes on where it may. */
const onGone = (ctx: Context, it: AllowedCreate, item: Item, instanceId: string) => {
  const isForPair = it.identified.idKind === 'pair' && !it.identified.request.clientToken;
  if (isForPair && it.policy.effect === 'allow') return callCreate(ctx, it, anew(item, instanceId));
  const message = `The connection ${instanceId} of this request no longer exists.`;
  return failed({ ...it, instanceId }, ownFailure('ConnectionGone', message));
};

/** The next connection is looked for as long as the one that is gone was: another run may have made it just now. */
const anew = (item: Item, generation: string): Item => ({
  ...item,
  generation,
  tries: 0,
  spent: { ...item.spent, 'not-found': 0 },
});

/** A watch of it existed, so it is not new, and yet a look finds nothing: it may be gone. */
const onUnreadable = async (
  ctx: Context,
  it: AllowedCreate,
  item: Item,
  instanceId: string,
): Promise<Attempt> => {
  const { regionId } = it.identified.request;
  const detail = `${instanceId} of this request is not readable.`;
  const { generation, spent, tries } = item;
  if (!isSpent(spent, 'not-found')) return wait('not-found', detail, { generation, spent, tries });
  return (await isListed(ctx, { instanceId, regionId }))
    ? wait('pending', detail)
    : onGone(ctx, it, item, instanceId);
};
