import type { Context } from '../../context.ts';
import { decide } from '../../decide/decide.ts';
import type { Decision } from '../../decide/rules.ts';
import { withoutOurTags } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import { carryOut } from '../announce/carry-out.ts';
import { askAgain } from './ask-again.ts';
import { announceDeleted } from './deleted.ts';
import { observedFrom } from './facts.ts';
import { lookAt } from './look.ts';
import type { WatchMessage } from './message.ts';
import { judgeMissing } from './missing.ts';
import { scheduleWatch } from './reschedule.ts';
import { missingLookIn, nextLookIn, throttledLookIn } from './schedule.ts';

/** A watch that wakes earlier than this before its time was not delayed at all: it ends, the sweep follows. */
const EARLY_MS = 5_000;
/** Shorter waits are slept in place; a second of sleep costs more than another invocation. */
const IN_PLACE_MS = 1_000;
/** Left over for publishing and marking after a sleep. */
const RESERVE_MS = 3_000;

type Step =
  | { readonly kind: 'end' }
  | { readonly kind: 'again'; readonly message: WatchMessage; readonly waitMs: number };

const END: Step = { kind: 'end' };

const again = (ctx: Context, message: WatchMessage, waitMs?: number): Step => ({
  kind: 'again',
  message: { ...message, step: message.step + 1 },
  waitMs: waitMs ?? nextLookIn(message.step, ctx.random),
});

const isOverdue = (ctx: Context, message: WatchMessage): boolean =>
  ctx.clock.now() - message.since >= ctx.settings.stallAfterMs;

/** What the next look should know of this one. */
const remembering = (
  ctx: Context,
  message: WatchMessage,
  connection: Connection,
  said: WatchMessage['said'],
): WatchMessage => {
  const { missing: _, missingSince: __, ...rest } = message;
  return {
    ...rest,
    said,
    seen: connection.status,
    ...(message.action === 'delete' || connection.status === 'Deleting'
      ? { snapshot: { ...withoutOurTags(connection, ctx.settings.name) } }
      : {}),
  };
};

const onFound = async (
  ctx: Context,
  message: WatchMessage,
  connection: Connection,
): Promise<Step> => {
  const { observed, memory } = observedFrom(ctx, connection, message);
  const decision: Decision = decide({
    observed,
    asked: { watching: true, since: message.since },
    now: ctx.clock.now(),
    stallAfterMs: ctx.settings.stallAfterMs,
  });
  const said = await carryOut(ctx, decision, {
    connection,
    mark: memory?.mark ?? null,
    facts: {
      requestId: message.requestId ?? memory?.requestId ?? null,
      action: message.action,
      adopted: message.adopted,
    },
  });
  const redone = message.redone || (isOurs(decision, message) && (await redoOnce(ctx, message)));
  return decision.next === 'end'
    ? END
    : again(ctx, { ...remembering(ctx, message, connection, said), redone });
};

/** A watch can make good what it follows: it knows the request of no other action. */
const isOurs = ({ redo }: Decision, { action }: WatchMessage): boolean =>
  redo !== undefined && redo.action === action;

/** The call of an action seems to be lost: the request goes the way of every request once more. */
const redoOnce = async (ctx: Context, message: WatchMessage): Promise<boolean> => {
  try {
    await askAgain(ctx, message, { since: message.since, tries: 1 });
    return true;
  } catch (error) {
    ctx.log.warn('A lost action could not be asked for again yet', { error });
    return false;
  }
};

const onMissing = async (ctx: Context, message: WatchMessage): Promise<Step> => {
  const verdict = await judgeMissing(ctx, message);
  if (verdict.kind === 'look-again')
    return again(ctx, verdict.message, missingLookIn(verdict.message.missing ?? 1, ctx.random));
  if (message.action === 'create' && message.request) {
    await askAgain(ctx, message, { generation: message.instanceId });
    return END;
  }
  await announceDeleted(ctx, message);
  return END;
};

const oneLook = async (ctx: Context, message: WatchMessage): Promise<Step> => {
  const look = await lookAt(ctx, message.instanceId);
  switch (look.kind) {
    case 'found':
      return onFound(ctx, message, look.connection);
    case 'missing':
      return onMissing(ctx, message);
    case 'throttled':
      return again(ctx, message, throttledLookIn(message.step, ctx.random));
    case 'failed':
      ctx.log.warn('A look failed', { instanceId: message.instanceId, error: look.error });
      return again(ctx, message);
  }
};

const canSleep = (ctx: Context, waitMs: number, limitMs: number): boolean =>
  waitMs < limitMs && waitMs + RESERVE_MS < ctx.deadline.remaining();

/**
 * Watches one connection until its fact is announced: looks, acts, waits, and hands on to a later
 * invocation what would be waited for too long. Duplicate watches are harmless; each ends by itself.
 * Rejects when the next look could not be scheduled, so that Function Compute retries this one.
 */
export const runWatch = async (ctx: Context, first: WatchMessage): Promise<void> => {
  const early = first.due - ctx.clock.now();
  if (early > EARLY_MS) {
    ctx.log.info('A watch woke too early; the sweep follows', { instanceId: first.instanceId });
    return;
  }
  if (early > 0) await ctx.clock.sleep(early);
  let step = await oneLook(ctx, first);
  while (step.kind === 'again' && !isOverdue(ctx, step.message)) {
    const { message, waitMs } = step;
    if (!canSleep(ctx, waitMs, IN_PLACE_MS))
      return scheduleWatch(ctx, { ...message, due: ctx.clock.now() + waitMs });
    await ctx.clock.sleep(waitMs);
    step = await oneLook(ctx, message);
  }
};
