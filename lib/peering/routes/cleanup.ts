import { askPolicyOfGone, policyDenied } from '../admission.ts';
import type { Context } from '../context.ts';
import { eventContext, type NamedConnection, routesEvent } from '../events/index.ts';
import { ApiError } from '../model/api-error.ts';
import type { RouteFact } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import type { RoutesTask } from '../queue/tasks.ts';
import { deliverOrThrow } from '../reconcile/apply.ts';
import type { SideEnd } from './apply/side.ts';
import { endsOfView, type RoutedEnd, wants } from './plan/ends.ts';
import { isHandedOver } from './report/facts.ts';
import { errorsOfSide } from './report/side-errors.ts';
import { unreadRoutes } from './report/unread.ts';
import { finishSides } from './work/sides.ts';
import { oursTo } from './work/wanted.ts';

/** How long reads may fail before what is known is announced. */
const UNREAD_AFTER_MS = 60 * 60_000;

/** Entries that lead to a connection which is gone and that stay: whoever owns the table has to act. */
const leftBehind = ({ state: { end }, left, leftBecause }: SideEnd): readonly RouteFact[] =>
  left.map(({ routeTableId, destinationCidrBlock }) => ({
    regionId: end.regionId,
    vpcId: end.vpcId,
    routeTableId,
    destinationCidrBlock,
    result: 'dangling',
    detail: `Not removed: ${leftBecause?.code}: ${leftBecause?.message}`,
  }));

const leftFinding = (left: readonly RouteFact[]): readonly Finding[] => {
  const [first] = left;
  if (!first) return [];
  const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
  return [
    {
      code: 'RouteDangling',
      severity: 'error',
      pointer: '/instanceId',
      detail: `${first.destinationCidrBlock} in ${first.routeTableId} of ${first.vpcId}${more} leads to a connection that is gone, and could not be removed.`,
      evidence: { entries: left.slice(0, 50), count: left.length },
      remedy:
        'Delete the entries by hand (DeleteRouteEntry): while they are there, traffic for these ranges is dropped.',
    },
  ];
};

/** Sides that were to have routes of ours and that could not be looked at. */
const unreadSides = (ctx: Context, { wanted }: RoutesTask, values: readonly SideEnd[]) =>
  unreadRoutes(
    values
      .filter(({ state }) => wants(wanted ?? 'both', state.end.side))
      .filter(({ state }) => !isHandedOver(state, ctx.settings))
      .map((each) => ({ end: each.state.end, errors: errorsOfSide(each) })),
  );

/** Why the entries have to stay: policy is asked on the connection as it was last seen. */
const deniedBy = (ctx: Context, connection: NamedConnection): ApiError | undefined => {
  const policy = askPolicyOfGone(ctx, connection);
  if (policy === undefined || policy.effect === 'allow') return undefined;
  const { code, message } = policyDenied(policy);
  return new ApiError({ kind: 'api', operation: 'DeleteRouteEntries', code, message });
};

/** Removes our entries that lead to a connection which is gone, and announces what there was. */
export const removeDangling = async (
  ctx: Context,
  task: RoutesTask,
  connection: NamedConnection,
  ends: readonly RoutedEnd[],
): Promise<void> => {
  const { instanceId } = connection;
  const { name, accountId } = ctx.settings;
  const work = {
    author: { name, accountId, instanceId, requestId: instanceId, generation: task.chain },
    isWanted: async () => true,
    plan: () => [],
    surplus: oursTo(ctx.settings, instanceId),
    keeps: deniedBy(ctx, connection),
    unreadAfterMs: UNREAD_AFTER_MS,
  };
  const ended = await finishSides(
    ctx,
    task,
    ends.map((end) => ({ end, work })),
  );
  if (!ended) return;
  const left = ended.values.flatMap(leftBehind);
  const findings = [...leftFinding(left), ...unreadSides(ctx, task, ended.values)];
  const routes = [...left, ...ended.removed];
  if (routes.length === 0 && findings.length === 0) return;
  const event = routesEvent({
    ...eventContext(ctx),
    type: 'Removed',
    plan: 'cleanup',
    cause: task.cause,
    requestId: null,
    action: 'delete',
    connection,
    routes,
    findings,
  });
  await deliverOrThrow(ctx, event);
};

/**
 * A connection ended by somebody else's hand: exactly our entries that lead to it are removed, so that they
 * swallow no traffic. Where they cannot be, the event names them.
 */
export const runCleanup = async (ctx: Context, task: RoutesTask): Promise<void> => {
  const connection: NamedConnection = { ...task.lastSeen, instanceId: task.instanceId };
  await removeDangling(ctx, task, connection, endsOfView(connection));
};
