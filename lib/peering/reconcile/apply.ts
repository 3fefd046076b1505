import { askPolicy } from '../admission.ts';
import type { Context } from '../context.ts';
import type { Announcement, Decision, Wake } from '../decide/decide.ts';
import { type ModifiedValues, unmetValues } from '../decide/modification.ts';
import { isPassing } from '../errors/classify.ts';
import { connectionEvent } from '../events/build.ts';
import { eventContext } from '../events/envelope.ts';
import type { Connection, Status } from '../model/connection.ts';
import type { FollowUpEvent } from '../model/event.ts';
import { ApiError, type Finding } from '../model/failure.ts';
import type { Action, Origin } from '../model/request.ts';
import { deliver } from '../outbox.ts';
import type { WatchTask } from '../queue/task-schema.ts';
import { enqueue, firstOf, namedChain } from '../queue/tasks.ts';
import { accepterRoleIn } from '../settings.ts';
import { credible, isAfter, isOwnedBy, type OurTags, type StateWord } from '../state/tags.ts';
import { writeState } from '../state/write.ts';

/** A connection as it was just seen, and for whom. */
export interface Reconciled {
  readonly connection: Connection;
  readonly tags: OurTags | null;
  /** The last word announced. */
  readonly announced: StateWord;
  readonly wanted: WatchTask['wanted'];
  readonly action: Action;
  /** Whose action is followed; status events carry the maker's id instead. */
  readonly requestId: string | null;
  readonly ownerRequestId: string | null;
  readonly adopted?: boolean | undefined;
  readonly origin?: Origin | undefined;
  readonly values?: ModifiedValues | undefined;
  /** When the action was called, epoch ms; absent where a person was waited for, or no request asked. */
  readonly since?: number | undefined;
}

/**
 * Applies a decision: deliver, wake, write the tag, in this order. A crash between any two repeats, and loses
 * nothing. Rejects when an event or a wake-up was not acknowledged.
 */
export const apply = async (ctx: Context, decision: Decision, seen: Reconciled): Promise<void> => {
  for (const announcement of decision.announce)
    await deliverOrThrow(ctx, eventOf(ctx, announcement, seen), seen.since);
  for (const wake of decision.wake) await wakeUp(ctx, wake, seen);
  await markState(ctx, seen, decision.state);
};

/** Thrown where an event reached neither the sinks nor the queue: what led to it must come again. */
export class NotDeliveredError extends Error {
  constructor(event: FollowUpEvent) {
    super(`${event.type} ${event.id} was neither delivered nor queued`);
    this.name = 'NotDeliveredError';
  }
}

/** Delivers an event, or throws. */
export const deliverOrThrow = async (
  ctx: Context,
  event: FollowUpEvent,
  since?: number,
): Promise<void> => {
  if (!(await deliver(ctx, event, since))) throw new NotDeliveredError(event);
};

const eventOf = (ctx: Context, announcement: Announcement, seen: Reconciled): FollowUpEvent => {
  const { connection, action, requestId, adopted } = seen;
  const common = {
    ...eventContext(ctx, seen.origin),
    action,
    connection,
    adopted,
    previousStatus: previousOf(seen),
    findings: findingsFor(ctx, announcement, seen),
  };
  switch (announcement.type) {
    case 'Updated':
      return connectionEvent({
        ...common,
        type: 'Updated',
        requestId,
        differences: unmetValues(seen.values ?? {}, connection),
      });
    case 'Stalled':
      return connectionEvent({ ...common, type: 'Stalled', requestId: requestId ?? makerOf(seen) });
    default:
      return connectionEvent({ ...common, type: announcement.type, requestId: makerOf(seen) });
  }
};

const previousOf = ({ announced }: Reconciled): Status | null =>
  announced === 'Requested' ? null : announced === 'Expiring' ? 'Accepting' : announced;

const findingsFor = (
  ctx: Context,
  { type }: Announcement,
  seen: Reconciled,
): readonly Finding[] => {
  const { connection, wanted } = seen;
  if ((type !== 'Accepting' && type !== 'Expiring') || wanted?.accept !== 'auto') return [];
  const byHand = acceptByHand(ctx, connection, viaOf(seen));
  return byHand ? [byHand] : [];
};

/**
 * Why `accept: "auto"` cannot be honoured for a connection, or `undefined` where it can: the other account has
 * to accept by hand then, and the event that says so names the rule or the variable.
 */
export const acceptByHand = (
  ctx: Context,
  connection: Connection,
  via: string,
): Finding | undefined => {
  const { acceptingOwnerUid } = connection;
  const verdict = askPolicy(ctx, connection, {
    action: 'accept',
    via,
    asker: 'accepter',
  });
  if (verdict.effect === 'deny')
    return finding(
      `Policy does not allow Peerflow to accept ${connection.instanceId} (${verdict.rule}).`,
      `Account ${acceptingOwnerUid} has to accept it before gmtExpired, or a rule of PEERFLOW_POLICY has to allow \`accept\`.`,
    );
  const isOwn = acceptingOwnerUid === ctx.settings.accountId;
  if (isOwn || accepterRoleIn(ctx.settings, acceptingOwnerUid) !== undefined) return undefined;
  return finding(
    `PEERFLOW_ACCEPTER_ROLE names no role in account ${acceptingOwnerUid}.`,
    `Account ${acceptingOwnerUid} has to accept it before gmtExpired, or set PEERFLOW_ACCEPTER_ROLE to a role that trusts this deployment.`,
  );
};

const finding = (detail: string, remedy: string): Finding => ({
  code: 'AcceptByHand',
  severity: 'warning',
  pointer: '/accept',
  detail,
  remedy,
});

/** A sweep knows no door: the timer's stands in. */
const viaOf = ({ origin }: Reconciled): string => origin?.via ?? 'timer';

/** The maker's request id as it was asked; a tag may hold the hash of one that may not be a tag value. */
export const makerOf = ({
  tags,
  ownerRequestId,
}: Pick<Reconciled, 'tags' | 'ownerRequestId'>): string | null => {
  if (tags === null) return ownerRequestId;
  return ownerRequestId !== null && isOwnedBy(tags, ownerRequestId)
    ? ownerRequestId
    : tags.requestId;
};

/** Wakes whoever goes on, acknowledged by the queue. Rejects with `ApiError`. */
export const wakeUp = async (ctx: Context, wake: Wake, seen: Reconciled): Promise<void> => {
  if (isWorthWaking(ctx, wake, seen)) await enqueue(ctx, wakeTask(ctx, wake, seen));
};

/** Whether policy and configuration let the accepter do anything at all. */
const isWorthWaking = (ctx: Context, wake: Wake, seen: Reconciled): boolean =>
  wake !== 'accept' || acceptByHand(ctx, seen.connection, viaOf(seen)) === undefined;

const wakeTask = (ctx: Context, wake: Wake, seen: Reconciled) => {
  const { instanceId, regionId } = seen.connection;
  const now = ctx.clock.now();
  const fresh = { tries: 0, spent: {} };
  if (wake === 'accept')
    return {
      ...firstOf('accept', namedChain('accept', instanceId), now),
      instanceId,
      ...fresh,
      ...(seen.origin ? { origin: { ...seen.origin } } : {}),
    };
  const purpose = wake === 'routes' ? ('make' as const) : ('cleanup' as const);
  const ownerRequestId = makerOf(seen);
  // Of a request of somebody else that is followed here, the routes know nothing.
  const isMakers = seen.origin && seen.requestId === ownerRequestId;
  return {
    ...firstOf('routes', namedChain('routes', instanceId, purpose), now),
    instanceId,
    regionId,
    cause: instanceId,
    purpose,
    ...fresh,
    ...(seen.wanted ? { wanted: seen.wanted.routes } : {}),
    ...(ownerRequestId === null ? {} : { ownerRequestId }),
    ...(isMakers ? { origin: { ...seen.origin } } : {}),
    ...(wake === 'cleanup' ? { lastSeen: { ...seen.connection } } : {}),
  };
};

/** The last word announced: as the tag has it, or what this process announced and could not write down. */
export const announcedOf = (
  { memory }: Context,
  { instanceId, status }: Connection,
  { state }: Pick<OurTags, 'state'>,
): StateWord => {
  const unwritten = credible(memory.unwritten.get(instanceId)?.state ?? 'Requested', status);
  // A tag that somebody has set ahead of the truth must not hide what was announced.
  const tagged = credible(state, status);
  return isAfter(unwritten, tagged) ? unwritten : tagged;
};

/**
 * A lost write costs a repetition under the same id, by another process at the most, so trouble with tags never holds
 * anything up.
 */
const markState = async (ctx: Context, seen: Reconciled, decided: StateWord): Promise<void> => {
  const { connection, tags } = seen;
  const { instanceId, status } = connection;
  if (tags === null || status === 'Deleted') return;
  const known = credible(tags.state, status);
  const state = announcedOf(ctx, connection, { state: decided });
  if (known === tags.state && !isAfter(state, known)) return;
  try {
    await writeState(ctx.peering, connection, ctx.settings.name, state);
    ctx.memory.unwritten.delete(instanceId);
  } catch (error) {
    const isForGood = error instanceof ApiError && !isPassing(error);
    ctx.memory.unwritten.set(instanceId, { state, isForGood });
    const level = isForGood ? 'error' : 'warn';
    ctx.log[level]('State tag not written; the event may be announced again', {
      instanceId,
      state,
      error,
    });
  }
};
