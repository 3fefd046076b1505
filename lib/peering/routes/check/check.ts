import type { Context } from '../../context.ts';
import { eventContext, routesEvent } from '../../events/index.ts';
import { observe } from '../../observe.ts';
import type { RoutesTask } from '../../queue/tasks.ts';
import { deliverOrThrow } from '../../reconcile/apply.ts';
import { retryLater } from '../make.ts';
import { wants } from '../plan/ends.ts';
import { standOf, survey } from '../survey.ts';
import { danglingIn } from './dangling.ts';
import { type Drift, driftsIn } from './drift.ts';
import { driftFindings } from './findings.ts';

const keyOf = ({ code, fact }: Drift): string =>
  [code, fact.vpcId, fact.routeTableId, fact.destinationCidrBlock].join(' ');

/**
 * Holds the routes of a connection against their plan and announces what differs. The same drift of one day is
 * the same event, however often it is met.
 */
export const runCheck = async (ctx: Context, task: RoutesTask, early: number): Promise<void> => {
  const seen = await observe(ctx, task.instanceId);
  if (seen.kind === 'trouble') {
    await retryLater(ctx, task, seen.reason, early);
    return;
  }
  if (seen.kind !== 'found' || seen.connection.status !== 'Activated') return;
  const { connection, tags } = seen;
  const routes = tags?.options?.routes ?? 'none';
  const surveys = await survey(ctx, connection, tags?.requestId ?? task.instanceId);
  for (const { end, read } of surveys)
    if (!read.ok) ctx.log.info('Side not checked', { vpcId: end.vpcId, error: read.error });
  const states = surveys
    .filter(({ end }) => wants(routes, end.side))
    .map((each) => standOf(each, connection.instanceId, ctx.settings));
  const drifts = driftsIn(states, await danglingIn(ctx, surveys, connection.instanceId));
  if (drifts.length === 0) return ctx.log.debug('Routes are as planned');
  await deliverOrThrow(
    ctx,
    routesEvent({
      ...eventContext(ctx),
      type: 'Drifted',
      plan: JSON.stringify(drifts.map(keyOf).sort()),
      cause: new Date(ctx.clock.now()).toISOString().slice(0, 10),
      requestId: tags?.requestId ?? null,
      action: 'create',
      connection,
      routes: drifts.map(({ fact }) => fact),
      findings: driftFindings(drifts),
    }),
  );
};
