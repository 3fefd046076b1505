import {
  askPolicy,
  askPolicyOfGone,
  policyDenied,
  readerOfConnection,
  readerOfGone,
} from '../admission.ts';
import type { Context } from '../context.ts';
import { isPassing } from '../errors/classify.ts';
import { type NamedConnection, type RoutesEventArgs, routesEvent } from '../events/build.ts';
import { eventContext } from '../events/envelope.ts';
import { h } from '../hash.ts';
import type { Connection } from '../model/connection.ts';
import type { RouteFact } from '../model/event.ts';
import { ApiError, andMore, type Finding, listed } from '../model/failure.ts';
import { observe, unlistedBecause } from '../observe.ts';
import { settleWait } from '../queue/backoff.ts';
import type { RoutesTask } from '../queue/task-schema.ts';
import { enqueue, namedChain } from '../queue/tasks.ts';
import { deliverOrThrow } from '../reconcile/apply.ts';
import type { SideEnd, SideWork } from './apply/side.ts';
import { isUnrecorded, placesOf } from './made.ts';
import type { Owner } from './plan/ours.ts';
import { endsOf, endsOfView, type RoutedEnd, wants } from './plan/plan.ts';
import { entriesIn, readEnds } from './read.ts';
import { isHandedOver } from './report/facts.ts';
import { unreadRoutes } from './report/findings.ts';
import { errorsOfSide } from './report/result.ts';
import { cleanupTask } from './request.ts';
import { checkAgain } from './work/again.ts';
import { otherHopsOf, oursTo, surelyGone } from './work/gone.ts';
import { finishSides, leftFacts } from './work/sides.ts';
import { lookLater, NO_WAITS } from './work/turns.ts';

/**
 * Looks at the tables of one VPC of a connection, which the task's cause names, for entries of ours that lead to
 * connections which are gone, and has them removed. One that was deleted between two sweeps is found so.
 */
export const runDangling = async (ctx: Context, task: RoutesTask): Promise<void> => {
  const seen = await observe(ctx, task.instanceId);
  if (seen.kind === 'trouble') {
    await lookLater(ctx, task, seen.reason);
    return;
  }
  if (seen.kind !== 'found') return;
  const { connection } = seen;
  const policy = askPolicy(ctx, connection, { action: 'routes', via: 'timer' });
  if (policy.effect !== 'allow')
    return ctx.log.info('Policy does not let routes that lead nowhere be removed', {
      vpcId: task.cause,
      rule: policy.rule,
    });
  try {
    await findDangling(ctx, task, connection);
  } catch (error) {
    await lookLater(ctx, task, unlistedBecause(error));
  }
};

/** Rejects with `ApiError` where no list says whether a connection is gone. */
const findDangling = async (
  ctx: Context,
  task: RoutesTask,
  connection: Connection,
): Promise<void> => {
  const ends = endsOf(connection).filter(({ vpcId }) => vpcId === task.cause);
  const reader = readerOfConnection(ctx, connection, 'timer');
  for (const read of await readEnds(reader, ends)) {
    const hops = otherHopsOf(ctx, entriesIn(read), undefined);
    const { regionId } = read.end;
    for (const hop of await surelyGone(ctx, hops, regionId)) {
      const lastSeen = lastSeenOf(read.end, hop);
      const cleanup = cleanupTask({ instanceId: hop, regionId }, lastSeen, ctx.clock.now());
      // A name of its own: the cleanup that its end once started is over.
      await enqueue(ctx, { ...cleanup, chain: namedChain('cleanup', hop, task.chain) });
    }
  }
};

/**
 * What a cleanup has to know of one end of a forgotten connection. The role of this VPC in it is unknown: its role in the
 * connection that brought us here says nothing.
 */
const lastSeenOf = ({ accountId, regionId, vpcId }: RoutedEnd, instanceId: string) => ({
  instanceId,
  ownerId: accountId,
  regionId,
  vpc: { vpcId },
});

/** What may be told of a connection that is gone: of one that is forgotten, neither its owner nor its region. */
const toldOf = (connection: NamedConnection): NamedConnection =>
  endsOfView(connection).length === 1 ? { instanceId: connection.instanceId } : connection;

/**
 * A connection ended by somebody else's hand: exactly our entries that lead to it are removed, so that they
 * swallow no traffic. Where they cannot be, the event names them.
 */
export const runCleanup = async (ctx: Context, task: RoutesTask): Promise<void> => {
  const connection: NamedConnection = { ...task.lastSeen, instanceId: task.instanceId };
  const ends = endsOfView(connection).map((end) => ({
    end,
    work: workOf(ctx, task, connection, end),
  }));
  const ended = await finishSides(readerOfGone(ctx, connection), task, ends);
  if (!ended) return;
  const left = ended.values.flatMap((each) => leftFacts(each, 'dangling'));
  const findings = [...leftFinding(left), ...unreadSides(ctx, task, ended.values)];
  const routes = [...left, ...ended.removed];
  if (routes.length === 0 && findings.length === 0) return;
  const plan = planOf(connection, left, findings);
  const partial = h(plan);
  if (task.partial !== partial)
    await announce(ctx, task, { plan, connection: toldOf(connection), routes, findings });
  if (ended.values.some(isStuck))
    await checkAgain(ctx, { ...task, ...waitedFor(ctx, task) }, partial);
};

/** How long reads may fail before what is known is announced. */
const UNREAD_AFTER_MS = 60 * 60_000;

/** What leads to the connection goes, unless policy keeps it. */
const workOf = (
  ctx: Context,
  task: RoutesTask,
  connection: NamedConnection,
  end: RoutedEnd,
): SideWork => {
  const { instanceId } = connection;
  const { name, accountId } = ctx.settings;
  return {
    author: { name, accountId, instanceId, generation: task.chain },
    isWanted: async () => true,
    plan: () => [],
    surplus: oursTo(ctx.settings, instanceId),
    keeps: deniedBy(ctx, connection),
    unreadAfterMs: task.partial === undefined ? UNREAD_AFTER_MS : 0,
    isRecordedFirst: isUnrecorded(task, end),
  };
};

const announce = (
  ctx: Context,
  { cause }: RoutesTask,
  about: Pick<RoutesEventArgs, 'plan' | 'connection' | 'routes' | 'findings'>,
): Promise<void> =>
  deliverOrThrow(
    ctx,
    routesEvent({
      ...eventContext(ctx),
      ...about,
      type: 'Removed',
      cause,
      requestId: null,
      action: 'delete',
    }),
  );

/** Trouble is not waited for once more; what a removal that is taken then waits for, is. */
const waitedFor = ({ clock }: Context, task: RoutesTask) => {
  const { transient, throttled } = settleWait(task, clock.now()).spent;
  return { ...NO_WAITS, spent: { transient, throttled } };
};

/** Something could not be read or written for as long as a task waits, and may be later. */
const isStuck = ({ left, unread, state }: SideEnd): boolean =>
  [state.accessError, ...unread, ...left.map(({ because }) => because)].some(
    (error) => error !== undefined && isPassing(error),
  );

/**
 * Names the event: that entries stay, and that they went later, are two facts. So are two ends of a connection that is
 * forgotten, each found by itself.
 */
const planOf = (
  connection: NamedConnection,
  left: readonly RouteFact[],
  findings: readonly Finding[],
): string => {
  const [end, other] = endsOfView(connection);
  const of = ['cleanup', ...(end && !other ? [end.vpcId] : [])].join(' ');
  return findings.length === 0
    ? of
    : JSON.stringify([of, placesOf(left), findings.map(({ code }) => code)]);
};

/** Why the entries have to stay: policy is asked on the connection as it was last seen. */
const deniedBy = (ctx: Context, connection: NamedConnection): ApiError | undefined => {
  const policy = askPolicyOfGone(ctx, connection);
  if (policy === undefined || policy.effect === 'allow') return undefined;
  const { code, message } = policyDenied(policy);
  return new ApiError({ kind: 'api', operation: 'DeleteRouteEntries', code, message });
};

const leftFinding = (left: readonly RouteFact[]): readonly Finding[] => {
  const [first] = left;
  if (!first) return [];
  return [
    {
      code: 'RouteDangling',
      severity: 'error',
      pointer: '/instanceId',
      detail: `${first.destinationCidrBlock} in ${first.routeTableId} of ${first.vpcId}${andMore(left)} leads to a connection that is gone, and could not be removed.`,
      evidence: listed('entries', left),
      remedy:
        'Delete the entries by hand (DeleteRouteEntry): while they are there, traffic for these ranges is dropped.',
    },
  ];
};

/**
 * Where no role leads the entries are their owner's to make and to remove. What policy keeps from being read it may
 * have allowed before: entries of ours may stay there, which no finding can name one by one.
 */
const isLeftToOwner = ({ state }: SideEnd, owner: Owner): boolean =>
  isHandedOver(state, owner) && state.accessError?.code !== 'PolicyDenied';

/** Sides that were to have routes of ours and that could not be looked at. */
const unreadSides = (ctx: Context, { wanted }: RoutesTask, values: readonly SideEnd[]) =>
  unreadRoutes(
    values
      .filter(({ state }) => wants(wanted ?? 'both', state.end.side))
      .filter((each) => !isLeftToOwner(each, ctx.settings))
      .map((each) => ({ end: each.state.end, errors: errorsOfSide(each) })),
  );
