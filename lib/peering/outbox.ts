import type { Context } from './context.ts';
import type { EventType, FollowUpEvent } from './model/event.ts';
import type { Sink, SinkResult } from './ports.ts';
import { BACKOFF } from './queue/backoff.ts';
import { park } from './queue/given-up.ts';
import type { DeliverTask, LackingSink } from './queue/task-schema.ts';
import {
  backoffIn,
  enqueue,
  firstOf,
  nextStep,
  randomChain,
  sleepIfEarlyAgain,
} from './queue/tasks.ts';

/**
 * Runs a `deliver` task: the sinks that are due are tried again; those that have lacked the event for 24 h are
 * parked. Rejects when neither the sinks nor the queue took it.
 */
export const runDeliver = async (
  ctx: Context,
  task: DeliverTask,
  event: FollowUpEvent,
): Promise<void> => {
  const early = await sleepIfEarlyAgain(ctx, task);
  const tried = await tryDue(ctx, event, task.sinks, false);
  const left = await parkOver(ctx, task, event, tried);
  if (left.length === 0) return;
  await enqueue(ctx, { ...nextStep(task, dueOf(left)), sinks: [...left], early });
};

type Refusal = Extract<SinkResult, { readonly ok: false }>;

/** What one sink did with one event: it has it, it was not asked, or why not. */
type Attempt =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly why: Refusal };

/**
 * Tries the sinks that are due, side by side; what still lacks the event comes back. A sink whose breaker is open
 * is skipped where others wait; a task of its own asks it, as its backoff says.
 */
const tryDue = async (
  ctx: Context,
  event: FollowUpEvent,
  sinks: readonly LackingSink[],
  heedsBreakers: boolean,
): Promise<readonly LackingSink[]> => {
  const left = await Promise.all(
    sinks.map(async (each) => {
      const sink = ctx.sinks.find(({ id }) => id === each.id);
      if (sink === undefined) {
        ctx.log.error('Sink no longer configured; it will not get the event', {
          event: event.id,
          sink: each.id,
        });
        return undefined;
      }
      if (each.due > ctx.clock.now() || each.isFinal) return each;
      const isSkipped = heedsBreakers && isOpen(ctx, sink);
      const outcome: Attempt = isSkipped ? { kind: 'skipped' } : await attempt(ctx, sink, event);
      return lackingAfter(ctx, each, outcome);
    }),
  );
  return left.filter((each) => each !== undefined);
};

const isOpen = ({ memory, clock }: Context, sink: Sink): boolean =>
  (memory.openBreakers.get(sink.id) ?? 0) > clock.now();

/** One call of a sink. */
const CALL_MS = 3_000;
/** Before the one quick retry. */
const RETRY_PAUSE_MS = 150;
/** How long a sink that cannot be reached is left alone. */
const BREAKER_MS = 60_000;

/** One quick retry, then the breaker: a sink that cannot be reached must not hold up the healthy ones. */
const attempt = async (ctx: Context, sink: Sink, event: FollowUpEvent): Promise<Attempt> => {
  const until = ctx.clock.now() + ctx.deliveryMs;
  let result = await callOnce(ctx, sink, event, until);
  if (!result.ok && isWorthRetrying(result) && ctx.clock.now() + RETRY_PAUSE_MS < until) {
    await ctx.clock.sleep(RETRY_PAUSE_MS);
    result = await callOnce(ctx, sink, event, until);
  }
  if (result.ok) {
    ctx.memory.openBreakers.delete(sink.id);
    return { kind: 'delivered' };
  }
  if (result.kind === 'unavailable')
    ctx.memory.openBreakers.set(sink.id, ctx.clock.now() + BREAKER_MS);
  ctx.log.warn('Event not delivered', {
    event: event.id,
    type: event.type,
    sink: sink.label,
    code: result.code,
    detail: result.detail,
    apiRequestId: result.apiRequestId,
  });
  return { kind: 'failed', why: result };
};

const callOnce = (ctx: Context, sink: Sink, event: FollowUpEvent, until: number) =>
  sink.send(event, Math.max(1, Math.min(CALL_MS, until - ctx.clock.now())));

const isWorthRetrying = ({ kind, code, retryAfterMs }: Refusal): boolean =>
  kind !== 'too-large' && code !== 'Timeout' && retryAfterMs === undefined;

/** Where a sink knows no more than a code, its detail begins with that. */
const reasonOf = ({ code, detail }: Refusal): string =>
  detail.startsWith(code) ? detail : `${code}: ${detail}`;

/** A sink that lacks the event after an attempt; `undefined` if it has it. */
const lackingAfter = (
  ctx: Context,
  before: LackingSink,
  outcome: Attempt,
): LackingSink | undefined => {
  const now = ctx.clock.now();
  if (outcome.kind === 'delivered') return undefined;
  if (outcome.kind === 'skipped') return { ...before, due: now + BREAKER_MS };
  const { why } = outcome;
  const wait = backoffIn(ctx, 'sink', before.tries, why.retryAfterMs);
  return {
    ...before,
    tries: before.tries + 1,
    due: now + wait,
    reason: reasonOf(why).slice(0, 1_000),
    ...(why.kind === 'too-large' ? { isFinal: true } : {}),
  };
};

/** What is given up goes to a person: the event, the sinks and the reasons, once. */
const parkOver = async (
  ctx: Context,
  task: DeliverTask,
  event: FollowUpEvent,
  tried: readonly LackingSink[],
): Promise<readonly LackingSink[]> => {
  const over = tried.filter((each) => isOver(ctx, each, task.sinks));
  const rest = tried.filter((each) => !isOver(ctx, each, task.sinks));
  if (over.length === 0) return rest;
  const labels = ctx.sinks
    .filter(({ id }) => over.some((each) => each.id === id))
    .map(({ label }) => label);
  ctx.log.error('Event given up at a sink', {
    metric: 'sink_given_up',
    event: event.id,
    type: event.type,
    sinks: labels,
    reasons: over.map(({ reason }) => reason),
  });
  await park(ctx, { ...task, sinks: over }, `Not delivered to ${labels.join(', ')}`);
  return rest;
};

/** A sink that was not tried just now may be back: only a try in vain gives it up. */
const isOver = (ctx: Context, each: LackingSink, before: readonly LackingSink[]): boolean =>
  each.isFinal === true ||
  (!before.includes(each) && ctx.clock.now() - each.since >= BACKOFF.sink.giveUpAfterMs);

const dueOf = (sinks: readonly LackingSink[]): number => Math.min(...sinks.map(({ due }) => due));

/**
 * Events that say what a run decided or did, not how a connection stands. The repetition of a run that died between
 * two sinks may decide otherwise, or find nothing left to do, and then some would never hear of the first: the queue
 * takes them for all at once.
 */
const DECIDED_BY_A_RUN: ReadonlySet<string> = new Set<EventType>([
  'peerflow:Connection:Adopted',
  'peerflow:Connection:Failed',
  'peerflow:Routes:Removed',
  'peerflow:Routes:Repaired',
]);

/**
 * The only way an event leaves: every sink that takes its type is tried, side by side, and the queue has the
 * rest. What a run decided goes to several sinks through the queue.
 *
 * @param since when what is announced was asked for, epoch ms; absent where no request here waits for it
 * @returns yes (every sink has the event, or the queue has those that lack it), or no: the caller must not
 * acknowledge what led to it. Never rejects.
 */
export const deliver = async (
  ctx: Context,
  event: FollowUpEvent,
  since?: number,
): Promise<boolean> => {
  const now = ctx.clock.now();
  const takers = ctx.sinks.filter((sink) => sink.takes(event.type));
  ctx.log.info('Event announced', {
    event: event.id,
    type: event.type,
    subject: event.subject,
    sinks: takers.length,
    ...(since === undefined ? {} : { latencyMs: now - since }),
    ...(ctx.sinks.length === 0 ? { data: event.data } : {}),
  });
  const asked = takers.map(({ id }) => ({ id, tries: 0, since: now, due: now }));
  const isForTheQueue = takers.length > 1 && DECIDED_BY_A_RUN.has(event.type);
  const lacking = isForTheQueue ? asked : await tryDue(ctx, event, asked, true);
  return lacking.length === 0 || enqueueLacking(ctx, event, lacking);
};

/** Enqueues the one task that knows which sinks lack an event. */
const enqueueLacking = async (
  ctx: Context,
  event: FollowUpEvent,
  sinks: readonly LackingSink[],
): Promise<boolean> => {
  const now = ctx.clock.now();
  const chain = firstOf('deliver', randomChain(ctx.random), now);
  const due = sinks.some(({ isFinal }) => isFinal) ? now : dueOf(sinks);
  const task: DeliverTask = { ...chain, event: { ...event }, sinks: [...sinks], due };
  try {
    await enqueue(ctx, task);
    return true;
  } catch (error) {
    ctx.log.error('Event neither delivered nor queued', { event: event.id, error });
    return false;
  }
};
