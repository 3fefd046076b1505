import pLimit from 'p-limit';
import type { Context } from '../context.ts';
import { decide } from '../decide/decide.ts';
import { classify } from '../errors/classify.ts';
import { type Connection, isInMotion } from '../model/connection.ts';
import { ApiError } from '../model/failure.ts';
import { observe } from '../observe.ts';
import type { SweepTask } from '../queue/task-schema.ts';
import { backoffIn, enqueue, firstOf, namedChain, nextStep } from '../queue/tasks.ts';
import { requestDriftCheck } from '../routes/request.ts';
import { credible, isAfter, type OurTags, readTags, wordOf } from '../state/tags.ts';
import { announcedOf, apply } from './apply.ts';
import { follow, followLeaving, seenBefore, wantedOf } from './follow.ts';

const SIDE_BY_SIDE = 8;

/** A tick of the timer: every managed region. One that is out of reach, or hangs, must not hide the others. */
export const sweepAll = async (ctx: Context, tick: number): Promise<void> => {
  const limit = pLimit(SIDE_BY_SIDE);
  const passed = new Set<string>();
  const all = ctx.settings.regions.map((each) => limit(() => sweepRegion(ctx, each, tick, passed)));
  const swept = (await Promise.all(all)).filter(Boolean).length;
  // An alarm rings when this line is missing: with every region out of reach it has to.
  if (swept > 0) ctx.log.info('Sweep ended', { regions: swept });
};

const sweepRegion = async (
  ctx: Context,
  regionId: string,
  tick: number,
  passed: Set<string>,
): Promise<boolean> => {
  const chain = namedChain('sweep', regionId, String(tick));
  try {
    await runSweep(ctx, { ...firstOf('sweep', chain, ctx.clock.now()), regionId, tick }, passed);
    return true;
  } catch (error) {
    ctx.log.error('Region not swept', { regionId, error });
    return false;
  }
};

/** What one invocation of a sweep has left. */
interface Budget {
  looks: number;
  /** Checks of routes that may be asked for. */
  checks: number;
  /** Connections that were passed by, and those that were leaving: one between regions may be listed in both. */
  readonly passed: Set<string>;
}

const PAGE = 100;
/** Fresh looks of one invocation in one region; the next sweep goes on. */
const MAX_LOOKS = 60;
/** Checks of routes that one invocation asks for; the next sweep goes on. */
const MAX_CHECKS = 50;
/** Enough to finish one more page; with less the rest is handed on. */
const RESERVE_MS = 20_000;
const PAGE_TRIES = 4;
const HOUR_MS = 3600 * 1000;

/**
 * Passes by every connection of a region, a page at a time so that memory stays flat, and makes good what
 * watches missed. What does not fit into this invocation goes on in a `sweep` task.
 */
export const runSweep = async (
  ctx: Context,
  first: SweepTask,
  passed = new Set<string>(),
): Promise<void> => {
  const { regionId } = first;
  const budget: Budget = { looks: MAX_LOOKS, checks: MAX_CHECKS, passed };
  let task = first;
  let connections = 0;
  for (;;) {
    const page = await listPage(ctx, task);
    connections += page.items.length;
    await sweepPage(ctx, page.items, budget);
    if (page.nextToken === undefined || page.nextToken === '') break;
    if (page.nextToken === task.nextToken || ctx.clock.now() - task.tick >= HOUR_MS)
      return ctx.log.error('Sweep has no end; the next one begins anew', { regionId, connections });
    task = { ...task, nextToken: page.nextToken };
    if (ctx.deadline.remaining() < RESERVE_MS) {
      await enqueue(ctx, nextStep(task, ctx.clock.now()));
      return;
    }
  }
  const looks = MAX_LOOKS - budget.looks;
  ctx.log.info('Region swept', { metric: 'sweep', regionId, connections, looks });
};

const listPage = async (ctx: Context, task: SweepTask) => {
  const { regionId, nextToken } = task;
  for (let tries = 1; ; tries++) {
    try {
      return await ctx.peering.list({ regionId, maxResults: PAGE, nextToken });
    } catch (error) {
      const wait = retryIn(ctx, error, tries);
      if (wait === undefined) throw error;
      await ctx.clock.sleep(wait);
    }
  }
};

/** Milliseconds until a page is asked for again; `undefined` when that is useless, or time is short. */
const retryIn = (ctx: Context, error: unknown, tries: number): number | undefined => {
  if (!(error instanceof ApiError) || tries >= PAGE_TRIES) return undefined;
  const { reason: retry } = classify(error);
  if (retry === 'never') return undefined;
  const wait = backoffIn(ctx, retry, tries, error.retryAfterMs);
  return wait + RESERVE_MS < ctx.deadline.remaining() ? wait : undefined;
};

const sweepPage = async (
  ctx: Context,
  rows: readonly Connection[],
  budget: Budget,
): Promise<void> => {
  const limit = pLimit(SIDE_BY_SIDE);
  const passed = rows.map((row) =>
    limit(async () => {
      try {
        await passBy(ctx, row, budget);
      } catch (error) {
        ctx.log.error('Connection not swept', { instanceId: row.instanceId, error });
      }
    }),
  );
  await Promise.all(passed);
};

/** One row of a list. Rejects when something was not acknowledged; the next sweep comes again. */
const passBy = async (ctx: Context, row: Connection, budget: Budget): Promise<void> => {
  const tags = readTags(row, ctx.settings);
  const isLeaving = row.status === 'Deleting';
  // Somebody may delete it between the lists of its two regions.
  const pass = `${row.instanceId} ${isLeaving}`;
  if (tags === null || budget.passed.has(pass)) return;
  budget.passed.add(pass);
  if (isLeaving) {
    await followLeaving(ctx, row, tags);
    return;
  }
  if (isWorthALook(ctx, row, tags) && budget.looks > 0) {
    budget.looks -= 1;
    noteLook(ctx, row);
    await lookOnce(ctx, row.instanceId);
  } else await requestDriftCheck(ctx, row, tags, () => budget.checks-- > 0);
};

const isWorthALook = (ctx: Context, connection: Connection, tags: OurTags): boolean =>
  isAhead(ctx, connection, tags) || isWaitingDue(ctx, connection);

/** Its status is not announced, or its tag does not say so yet. */
const isAhead = (ctx: Context, connection: Connection, tags: OurTags): boolean => {
  const observed = wordOf(connection.status);
  const isFinal = ctx.memory.unwritten.get(connection.instanceId)?.isForGood === true;
  const known = isFinal
    ? announcedOf(ctx, connection, tags)
    : credible(tags.state, connection.status);
  return observed !== undefined && isAfter(observed, known);
};

/** What waits for a person is looked at once an hour; so those beyond one sweep's looks have their turn, too. */
const isWaitingDue = ({ memory, clock }: Context, { instanceId, status }: Connection): boolean =>
  status === 'Accepting' &&
  clock.now() - (memory.acceptingLookedAt.get(instanceId) ?? 0) >= HOUR_MS;

/** More connections than an account has: beyond that the memory starts anew. */
const MAX_REMEMBERED = 20_000;

const noteLook = ({ memory, clock }: Context, { instanceId, status }: Connection): void => {
  if (status !== 'Accepting') return;
  if (memory.acceptingLookedAt.size >= MAX_REMEMBERED) memory.acceptingLookedAt.clear();
  memory.acceptingLookedAt.set(instanceId, clock.now());
};

/**
 * A look at one connection that a hint or a row of a list named, and nothing for strangers. Nothing is announced from
 * a row: what a fresh look shows decides, as in a watch.
 */
export const lookOnce = async (ctx: Context, instanceId: string): Promise<void> => {
  const seen = await observe(ctx, instanceId);
  if (seen.kind === 'found' && seen.tags !== null)
    await reconcileObserved(ctx, seen.connection, seen.tags);
};

/** Announces what a connection as it was just seen has not been announced of yet, and has it followed. */
const reconcileObserved = async (
  ctx: Context,
  connection: Connection,
  tags: OurTags,
): Promise<void> => {
  const wanted = tags.options ? wantedOf(tags.options) : undefined;
  const announced = announcedOf(ctx, connection, tags);
  const decision = decide({
    connection,
    announced,
    wanted,
    now: ctx.clock.now(),
    stallAfterMs: ctx.settings.stallAfterMs,
  });
  const about = { requestId: null, ownerRequestId: tags.requestId, action: 'create' } as const;
  await apply(ctx, decision, { connection, tags, announced, wanted, ...about });
  await followInMotion(ctx, connection, tags);
};

/**
 * A watch that was lost is started again; one that runs has the same name. What others delete will be gone before
 * the next sweep.
 */
const followInMotion = async (
  ctx: Context,
  connection: Connection,
  tags: OurTags,
): Promise<void> => {
  if (connection.status === 'Deleting') await followLeaving(ctx, connection, tags);
  else if (isInMotion(connection.status))
    await follow(ctx, {
      ...seenBefore(ctx, connection),
      action: 'create',
      requestId: null,
      ownerRequestId: tags.requestId,
      announced: tags.state,
      ...(tags.options ? { wanted: wantedOf(tags.options) } : {}),
    });
};
