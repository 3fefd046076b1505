import { askPolicy, policyDenied, readerOfConnection } from '../admission.ts';
import type { Context } from '../context.ts';
import { failureOf, ownFailure } from '../errors/failure.ts';
import { withoutOurTags } from '../events/data.ts';
import { type Connection, isStanding } from '../model/connection.ts';
import type { Origin, RoutesChoice } from '../model/request.ts';
import { doubtOf, isListed, observe } from '../observe.ts';
import { isSpent, settleWait, type WaitReason } from '../queue/backoff.ts';
import type { RoutesTask } from '../queue/task-schema.ts';
import { enqueue, namedChain } from '../queue/tasks.ts';
import { deliverOrThrow } from '../reconcile/apply.ts';
import type { OurTags } from '../state/tags.ts';
import type { SideEnd, SideWork } from './apply/side.ts';
import { failedEvent, madeEvent, madeOf, removedEvent } from './made.ts';
import { endsOf, wants } from './plan/plan.ts';
import { unreadRoutes } from './report/findings.ts';
import { errorsOfSide } from './report/result.ts';
import { cleanupTask } from './request.ts';
import { checkAgain } from './work/again.ts';
import { oursTo, unplanned } from './work/gone.ts';
import { type EndWork, finishSides, leftFacts, type SidesEnd } from './work/sides.ts';
import { NO_WAITS, retryLater } from './work/turns.ts';
import { stillWanted } from './work/wanted.ts';

/**
 * Makes the tables of a connection as wanted and announces what came of it. It goes by what it observes: a run
 * that comes late, or twice, finds the tables as they are.
 */
export const runMake = async (ctx: Context, first: RoutesTask): Promise<void> => {
  const task = settleWait(first, ctx.clock.now());
  const { instanceId } = task;
  const seen = await observe(ctx, instanceId);
  if (seen.kind !== 'found') {
    const reason = seen.kind === 'trouble' ? seen.reason : 'not-found';
    return waitForConnection(ctx, task, reason);
  }
  const { connection, tags } = seen;
  const { status } = connection;
  if (status === 'Updating' || status === 'Creating')
    return waitForConnection(ctx, task, 'conflict');
  if (status !== 'Activated') {
    const end = { seen: connection, isGone: !isStanding(status) };
    return endUnmade(ctx, task, goneText(connection), end);
  }
  const wanted = wantedOf(task, tags);
  if (wanted === 'lagging') return waitForConnection(ctx, task, 'pending');
  if (wanted === undefined || (wanted === 'none' && !isChange(task, wanted)))
    return ctx.log.info('No routes are wanted', { instanceId });
  await makeWanted(ctx, task, { connection, tags, wanted });
};

/** Trouble of the look itself, which says nothing of the connection. */
const UNREADABLE: ReadonlySet<WaitReason> = new Set(['transient', 'throttled', 'pending']);

/**
 * What has to pass before anything can be made. Where it does not, whoever asked for the routes is told. Nobody wakes
 * those of a create again, though: while its connection is merely not readable, or no list says that it is gone, the task
 * is thrown back, begins anew an hour later from the queue of failed tasks, and is parked in the end.
 */
const waitForConnection = async (
  ctx: Context,
  task: RoutesTask,
  reason: WaitReason,
): Promise<void> => {
  if ((await retryLater(ctx, task, reason)) !== 'given-up') return;
  const detail = `${task.instanceId} did not become readable and Activated.`;
  if (task.asked === undefined && UNREADABLE.has(reason)) throw new Error(detail);
  const doubt = await doubtOf(isListed(ctx, task));
  if (reason === 'not-found' && doubt) return waitForConnection(ctx, task, doubt);
  await endUnmade(ctx, task, detail, { isGone: doubt === undefined });
};

/** What is known of a connection whose routes are not made. */
interface Unmade {
  readonly seen?: Connection;
  readonly isGone: boolean;
}

/** Routes that cannot be made: announced to whoever asked for them. */
const endUnmade = async (
  ctx: Context,
  task: RoutesTask,
  detail: string,
  { seen, isGone }: Unmade,
): Promise<void> => {
  const { instanceId, lastSeen } = task;
  ctx.log.warn('Routes not made', { instanceId, detail });
  if (isGone) await cleanUpChanged(ctx, task, seen);
  if (task.asked === undefined) return;
  const failure = ownFailure('ConnectionGone', detail);
  const about = { ...aboutOf(task, null), routes: [] };
  await deliverOrThrow(ctx, failedEvent(ctx, seen ?? { ...lastSeen, instanceId }, failure, about));
};

/**
 * Whoever deleted the connection meanwhile knew nothing of the entries that this chain made, or was to take away as a
 * request asks for fewer: they lead nowhere.
 */
const cleanUpChanged = async (
  ctx: Context,
  task: RoutesTask,
  seen: Connection | undefined,
): Promise<void> => {
  const { instanceId, changed, chain, asked } = task;
  const lastSeen = seen ?? task.lastSeen;
  if ((!changed?.created.length && asked === undefined) || !lastSeen) return;
  const cleanup = cleanupTask(task, lastSeen, ctx.clock.now());
  await enqueue(ctx, { ...cleanup, chain: namedChain('cleanup', instanceId, chain) });
};

const goneText = ({ instanceId, status }: Connection): string =>
  `Routes are not made for ${instanceId}, which is ${status}.`;

/**
 * The routes wanted. A request's own routes count once `options` shows them; one that never does was overwritten by
 * a later request, whose routes then count for both.
 */
const wantedOf = (task: RoutesTask, tags: OurTags | null): RoutesChoice | 'lagging' | undefined => {
  const shown = tags?.options?.routes;
  if (task.asked === undefined) return shown ?? task.wanted;
  if (shown === task.asked.routes) return shown;
  // A check of what is told as Partial has waited for it before.
  const isWaitedFor = task.partial !== undefined || isSpent(task.spent, 'pending');
  return isWaitedFor ? (shown ?? task.asked.routes) : 'lagging';
};

/**
 * A request asks for these routes, or other routes are wanted now than when the chain began. The request that changed
 * them may look before this chain writes its last entry, so this chain removes the entries that are not wanted any more.
 */
const isChange = ({ asked, wanted }: RoutesTask, routes: RoutesChoice): boolean =>
  asked !== undefined || (wanted !== undefined && wanted !== routes);

/** Whoever asked that there be none is told so by a chain of its own. */
const isLeftToAsker = ({ asked }: RoutesTask, wanted: RoutesChoice): boolean =>
  asked === undefined && wanted === 'none';

const aboutOf = (task: RoutesTask, tags: OurTags | null) => ({
  requestId: task.asked?.requestId ?? task.ownerRequestId ?? tags?.requestId ?? null,
  cause: task.cause,
  origin: originOf(task),
  action: task.asked?.request.action === 'modify' ? ('modify' as const) : ('create' as const),
});

/** A repair that no request asked for has none: the timer's door stands in. */
const originOf = ({ asked, origin }: RoutesTask): Origin | undefined => asked?.origin ?? origin;

/** A connection whose routes are to be as wanted. */
interface Routed {
  readonly connection: Connection;
  readonly tags: OurTags | null;
  readonly wanted: RoutesChoice;
}

const makeWanted = async (ctx: Context, task: RoutesTask, routed: Routed): Promise<void> => {
  const { connection, tags, wanted } = routed;
  const { via = 'timer' } = originOf(task) ?? {};
  const policy = askPolicy(ctx, connection, { action: 'routes', via });
  if (policy.effect !== 'allow') {
    if (isLeftToAsker(task, wanted))
      return ctx.log.info('No routes are wanted', { rule: policy.rule });
    const about = { ...aboutOf(task, tags), routes: [] };
    return deliverOrThrow(ctx, failedEvent(ctx, connection, policyDenied(policy), about));
  }
  const ends = workOf(ctx, task, routed);
  const lacksRanges = ends.some(
    ({ end }) => wants(wanted, end.side) && end.destinations.length === 0,
  );
  if (lacksRanges && (await retryLater(ctx, task, 'pending')) === 'enqueued') return;
  const ended = await finishSides(readerOfConnection(ctx, connection, via), task, ends);
  if (!ended) return;
  const isOff = ended.values.some((each) => each.isOff);
  if (!isOff && (await stillWanted(ctx, connection.instanceId, wanted)()))
    return conclude(ctx, task, routed, ended);
  ctx.log.info('Routes are not wanted as they were', { instanceId: task.instanceId });
  const lastSeen = { ...withoutOurTags(connection, ctx.settings.name) };
  const made = { ...task, lastSeen, changed: ended.changed };
  // The event is about what is wanted by then; of a connection that is being deleted the entries are cleaned up.
  await waitForConnection(ctx, made, 'pending');
};

const MINUTE_MS = 60_000;
/** Reads that fail for so long are not waited for: what is known is announced, and a check goes on. */
const UNREAD_AFTER_MS = 10 * MINUTE_MS;

/** What each end is to be like; ends that get no routes matter only where somebody asked for fewer. */
const workOf = (ctx: Context, task: RoutesTask, routed: Routed): readonly EndWork[] => {
  const { connection, wanted } = routed;
  const { instanceId } = connection;
  const { name, accountId } = ctx.settings;
  // The tokens of one run repeat its calls; those of a later run make the same entries anew.
  const generation = `${task.chain} ${task.step}`;
  const common = {
    author: { name, accountId, instanceId, generation },
    isWanted: stillWanted(ctx, instanceId, wanted),
    unreadAfterMs: task.partial === undefined ? UNREAD_AFTER_MS : 0,
  };
  const mayRemove = isChange(task, wanted);
  const owner = ctx.settings;
  const wantedWork: SideWork = mayRemove
    ? { ...common, surplus: unplanned(owner, connection) }
    : common;
  const unwantedWork: SideWork = {
    ...common,
    plan: () => [],
    surplus: oursTo(owner, instanceId),
  };
  return endsOf(connection).flatMap((end) => {
    if (wants(wanted, end.side)) return [{ end, work: wantedWork }];
    return mayRemove ? [{ end, work: unwantedWork }] : [];
  });
};

const conclude = async (
  ctx: Context,
  task: RoutesTask,
  routed: Routed,
  { values, removed }: SidesEnd,
): Promise<void> => {
  const { connection, tags, wanted } = routed;
  const about = aboutOf(task, tags);
  const failure = undeletable(values);
  if (failure) {
    const left = values.flatMap((each) => leftFacts(each, 'failed'));
    const routes = [...left, ...removed];
    return deliverOrThrow(ctx, failedEvent(ctx, connection, failure, { ...about, routes }));
  }
  const states = values.map(({ state }) => state).filter(({ end }) => wants(wanted, end.side));
  const others = values.filter(({ state }) => !wants(wanted, state.end.side));
  const unread = unreadRoutes(
    others.map((each) => ({ end: each.state.end, errors: errorsOfSide(each) })),
  );
  if (wanted === 'none') {
    if (isLeftToAsker(task, wanted) && removed.length === 0) return;
    return deliverOrThrow(ctx, removedEvent(ctx, connection, { ...about, removed, unread }));
  }
  const made = madeOf(ctx, states);
  const full = {
    ...made,
    facts: [...made.facts, ...removed],
    findings: [...made.findings, ...unread],
  };
  const isKnown = made.type === 'Partial' && task.partial === made.partial;
  if (!isKnown) await deliverOrThrow(ctx, madeEvent(ctx, connection, full, about));
  if (made.type === 'Partial') await checkAgain(ctx, { ...task, ...NO_WAITS }, made.partial);
};

/** Entries that a request wants gone and that the API keeps. */
const undeletable = (ends: readonly SideEnd[]) => {
  const because = ends.flatMap(({ left }) => left).find((each) => each.because)?.because;
  return because && failureOf(because);
};
