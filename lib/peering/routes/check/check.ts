import { askPolicy, readerOfConnection } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { routesEvent } from '../../events/build.ts';
import { eventContext } from '../../events/envelope.ts';
import type { Connection } from '../../model/connection.ts';
import type { RouteFact } from '../../model/event.ts';
import type { RoutesChoice } from '../../model/request.ts';
import { canonical } from '../../network/cidr.ts';
import type { RouteEntry } from '../../network/model.ts';
import { observe } from '../../observe.ts';
import type { RoutesTask } from '../../queue/task-schema.ts';
import { deliverOrThrow } from '../../reconcile/apply.ts';
import type { OurTags } from '../../state/tags.ts';
import { isUnrecorded } from '../made.ts';
import { type RoutedEnd, routedEnds } from '../plan/plan.ts';
import { type EndReading, entriesIn, errorsIn, readEnds } from '../read.ts';
import { BY_DAY } from '../request.ts';
import { type EndState, stateOf } from '../state.ts';
import { forLostRanges, isDangling, otherHopsOf, seeminglyGone, unplanned } from '../work/gone.ts';
import { finishSides, type SidesEnd } from '../work/sides.ts';
import { lookLater, retryLater } from '../work/turns.ts';
import { stillWanted } from '../work/wanted.ts';
import { type CheckedEnd, type Drift, driftFindings, driftsIn } from './drift.ts';

/** A connection whose routes are checked. */
interface Checked {
  /** Names the events: the day, or the connection where a hint led here. */
  readonly cause: string;
  readonly connection: Connection;
  readonly tags: OurTags;
  readonly routes: RoutesChoice;
}

/**
 * Holds the routes of a connection against their plan. What differs is announced, or made good and announced, by
 * `PEERFLOW_DRIFT`; what cannot be made good is announced either way.
 */
export const runCheck = async (ctx: Context, task: RoutesTask): Promise<void> => {
  const seen = await observe(ctx, task.instanceId);
  if (seen.kind === 'trouble') {
    await (task.cause === BY_DAY ? lookLater : retryLater)(ctx, task, seen.reason);
    return;
  }
  if (seen.kind !== 'found' || seen.connection.status !== 'Activated') return;
  const { connection, tags } = seen;
  const isHint = task.cause !== BY_DAY;
  const isOff = ctx.settings.drift === 'off' && !isHint;
  if (!tags?.options || isOff) return;
  const { routes } = tags.options;
  const cause = isHint ? task.cause : dayOf(ctx);
  const checked: Checked = { connection, tags, routes, cause };
  const reader = readerOfConnection(ctx, connection, 'timer');
  if (mayRepair(ctx, checked)) return repair(reader, task, checked);
  await announceDrift(ctx, checked, await look(reader, checked));
};

const dayOf = (ctx: Context): string => new Date(ctx.clock.now()).toISOString().slice(0, 10);

const mayRepair = (ctx: Context, { connection }: Checked): boolean =>
  ctx.settings.drift === 'repair' &&
  askPolicy(ctx, connection, { action: 'routes', via: 'timer' }).effect === 'allow';

/** How long reads may fail before a repair goes on without them. */
const UNREAD_AFTER_MS = 10 * 60_000;

/** Restores ours that vanished, adds ranges that a VPC gained, removes ours for ranges that it lost. */
const repair = async (ctx: Context, task: RoutesTask, checked: Checked): Promise<void> => {
  const { connection, routes } = checked;
  const { instanceId } = connection;
  const { name, accountId } = ctx.settings;
  const work = {
    author: { name, accountId, instanceId, generation: `${task.chain} ${task.step}` },
    isWanted: stillWanted(ctx, instanceId, routes),
    surplus: forLostRanges(ctx.settings, connection),
    unreadAfterMs: UNREAD_AFTER_MS,
  };
  const ends = routedEnds(connection, routes).map((end) => ({
    end,
    work: { ...work, isRecordedFirst: isUnrecorded(task, end) },
  }));
  const ended = await finishSides(ctx, task, ends);
  if (!ended || ended.values.some(({ isOff }) => isOff)) return;
  await announceRepaired(ctx, checked, ended);
  const left = ended.values.map(({ state, entries }) =>
    checkedEnd(ctx, state, entries, { instanceId, dangling: [] }),
  );
  await announceDrift(ctx, checked, driftsIn(left));
};

const announceRepaired = async (
  ctx: Context,
  { connection, tags, cause }: Checked,
  { created, removed }: SidesEnd,
): Promise<void> => {
  const routes: readonly RouteFact[] = [...created, ...removed];
  if (routes.length === 0) return;
  const places = routes.map((each) =>
    [each.result, each.vpcId, each.routeTableId, each.destinationCidrBlock].join(' '),
  );
  const event = routesEvent({
    ...eventContext(ctx),
    type: 'Repaired',
    plan: JSON.stringify(places.sort()),
    cause,
    requestId: tags.requestId,
    action: 'create',
    connection,
    routes,
  });
  await deliverOrThrow(ctx, event);
};

/** What of an end's entries no plan accounts for. */
export const checkedEnd = (
  ctx: Context,
  state: EndState,
  entries: readonly RouteEntry[],
  about: { readonly instanceId: string; readonly dangling: readonly RouteEntry[] },
): CheckedEnd => {
  const lost = forLostRanges(ctx.settings, about)(entries, state);
  const isLost = new Set(lost.map(entryKey));
  const unused = unplanned(ctx.settings, about)(entries, state).filter(
    (each) => !isLost.has(entryKey(each)),
  );
  return { state, lost, unused, dangling: about.dangling };
};

const entryKey = ({ routeTableId, destinationCidrBlock }: RouteEntry): string =>
  `${routeTableId} ${canonical(destinationCidrBlock)}`;

/** The same drift of one day is the same event, however often it is met. */
const announceDrift = async (
  ctx: Context,
  { connection, tags, cause }: Checked,
  drifts: readonly Drift[],
): Promise<void> => {
  if (drifts.length === 0) return ctx.log.debug('Routes are as planned');
  const event = routesEvent({
    ...eventContext(ctx),
    type: 'Drifted',
    plan: JSON.stringify(drifts.map(driftKey).sort()),
    cause,
    requestId: tags.requestId,
    action: 'create',
    connection,
    routes: drifts.map(({ fact }) => fact),
    findings: driftFindings(drifts),
  });
  await deliverOrThrow(ctx, event);
};

const driftKey = ({ code, fact }: Drift): string =>
  [code, fact.vpcId, fact.routeTableId, fact.destinationCidrBlock].join(' ');

/** Looks, and changes nothing. */
const look = async (ctx: Context, { connection, routes }: Checked): Promise<readonly Drift[]> => {
  const reads = await readEnds(ctx, routedEnds(connection, routes));
  for (const each of reads)
    for (const error of errorsIn(each))
      ctx.log.info('Side not checked in whole', { vpcId: each.end.vpcId, error });
  const held = await Promise.all(
    reads.map((each) => holdAgainstPlan(ctx, each, connection.instanceId)),
  );
  return driftsIn(held);
};

/** Holds an end as it was read against its plan. */
export const holdAgainstPlan = async (
  ctx: Context,
  reading: EndReading<RoutedEnd>,
  instanceId: string,
): Promise<CheckedEnd> => {
  const { routeTables } = ctx.settings;
  const entries = entriesIn(reading);
  const gone = await seeminglyGone(ctx, otherHopsOf(ctx, entries, instanceId));
  const dangling = entries.filter(isDangling(ctx.settings, gone));
  const state = stateOf(reading, { instanceId, routeTables });
  return checkedEnd(ctx, state, entries, { instanceId, dangling });
};
