import type { Context } from '../../context.ts';
import { routesEvent } from '../../events/index.ts';
import { eventContext } from '../../reconcile/announce/announce.ts';
import { wants } from '../plan/ends.ts';
import { type Seen, wantsRoutes } from '../seen.ts';
import { type EndSurvey, standOf, survey } from '../survey.ts';
import { danglingIn } from './dangling.ts';
import { type Drift, driftsIn } from './drift.ts';
import { driftFindings } from './findings.ts';

const noteUnread = (ctx: Context, surveys: readonly EndSurvey[]): void => {
  for (const { end, read } of surveys)
    if (!read.ok)
      ctx.log.info('An end could not be checked', { vpcId: end.vpcId, error: read.error });
};

const keyOf = ({ code, fact }: Drift): string =>
  [code, fact.vpcId, fact.routeTableId, fact.destinationCidrBlock].join(' ');

/** What is on its way to be made or removed has not drifted. */
const isSettled = (seen: Seen): boolean =>
  wantsRoutes(seen) && !seen.memory.mark.routes && !seen.memory.mark.pending;

/**
 * Holds the routes of a connection against their plan and tells what differs. Repairs nothing. The same
 * drift is the same event, however often it is met.
 */
export const checkRoutes = async (ctx: Context, seen: Seen): Promise<void> => {
  const { connection, memory } = seen;
  if (!isSettled(seen)) return ctx.log.info('No settled routes to check');
  const surveys = await survey(ctx, connection, memory.requestId);
  noteUnread(ctx, surveys);
  const states = surveys
    .filter(({ end }) => wants(memory.options.routes, end.side))
    .map((each) => standOf(each, connection.instanceId, ctx.settings));
  const drifts = driftsIn(states, await danglingIn(ctx, surveys, connection.instanceId));
  if (drifts.length === 0) return ctx.log.debug('Routes are as planned');
  const event = routesEvent({
    ...eventContext(ctx),
    type: 'Drifted',
    plan: JSON.stringify(drifts.map(keyOf).sort()),
    requestId: memory.requestId,
    action: 'create',
    connection,
    routes: drifts.map(({ fact }) => fact),
    findings: driftFindings(drifts),
  });
  await ctx.publisher.publish([event]);
};
