import type { Context } from '../../context.ts';
import type { EventContext } from '../../events/index.ts';
import type { Connection } from '../../model/connection.ts';
import type { FollowUpEvent } from '../../model/event.ts';
import type { Action } from '../../model/request.ts';
import type { Status } from '../../model/status.ts';
import type { SinkReport } from '../../ports.ts';
import type { Lacking, Mark } from '../../state/state.ts';

/** A sink that fails for so long is given up, with an error in the log. */
const GIVE_UP_AFTER_MS = 24 * 3600 * 1000;

/** What every event needs besides its facts; `time` is now. */
export const eventContext = (ctx: Context): EventContext => ({
  source: ctx.settings.source,
  name: ctx.settings.name,
  observedAt: ctx.clock.now(),
});

/** What a look knows besides the connection. */
export interface Facts {
  readonly requestId: string | null;
  readonly action: Action;
  readonly adopted?: boolean | undefined;
  readonly previousStatus?: Status | null | undefined;
}

const firstFailureAt = (ctx: Context, mark: Mark, connection: Connection): number => {
  if (mark.lacking) return mark.lacking.since * 1000;
  const changed = Date.parse(connection.gmtModified ?? connection.gmtCreate ?? '');
  return Number.isFinite(changed) ? changed : ctx.clock.now();
};

const failedSinks = (reports: readonly (readonly SinkReport[])[]): readonly string[] => [
  ...new Set(
    reports.flatMap((each) =>
      each.filter(({ outcome }) => outcome === 'failed').map(({ sink }) => sink),
    ),
  ),
];

/** What came of publishing: everything said, said to some sinks only, or to none. */
export type Said =
  | { readonly kind: 'all' }
  | { readonly kind: 'some'; readonly lacking: Lacking }
  | { readonly kind: 'none' };

const judge = (
  ctx: Context,
  reports: readonly (readonly SinkReport[])[],
  mark: Mark,
  connection: Connection,
): Said => {
  const failed = failedSinks(reports);
  if (failed.length === 0) return { kind: 'all' };
  const since = firstFailureAt(ctx, mark, connection);
  if (ctx.clock.now() - since > GIVE_UP_AFTER_MS) {
    ctx.log.error('Gave up on sinks that have failed for 24 hours', {
      metric: 'sink_given_up',
      sinks: failed,
      instanceId: connection.instanceId,
    });
    return { kind: 'all' };
  }
  const reached = reports.some((each) => each.some(({ outcome }) => outcome === 'delivered'));
  if (!reached && !mark.lacking) return { kind: 'none' };
  return { kind: 'some', lacking: { sinks: failed, since: Math.floor(since / 1000) } };
};

/**
 * Publishes what a decision says. Sinks named in the mark as lacking are the only ones to get again
 * what the others already have.
 */
export const publish = async (
  ctx: Context,
  events: readonly FollowUpEvent[],
  { again, mark, connection }: { again: boolean; mark: Mark; connection: Connection },
): Promise<Said> => {
  if (events.length === 0) return { kind: 'all' };
  const only = again && mark.lacking && !mark.lacking.sinks.includes('*');
  const reports = await ctx.publisher.publish(events, only ? mark.lacking?.sinks : undefined);
  return judge(ctx, reports, mark, connection);
};
