import type { Context } from '../../context.ts';
import { withoutOurTags } from '../../events/data.ts';
import type { Connection } from '../../model/connection.ts';
import type { DeleteRequest, IdentifiedRequest } from '../../model/request.ts';
import type { RoutesTask } from '../../queue/task-schema.ts';
import { enqueue, firstOf, namedChain, randomChain } from '../../queue/tasks.ts';
import { readTags } from '../../state/tags.ts';
import type { Author } from '../apply/write.ts';
import { NO_WAITS } from '../work/turns.ts';

/** Hands a delete to the router: it takes the routes away, and deletes. Rejects with `NotQueuedError`. */
export const enqueueRemoval = async (
  ctx: Context,
  connection: Connection,
  { request, requestId, idKind, origin, arrival }: IdentifiedRequest<DeleteRequest>,
): Promise<void> => {
  const { instanceId, regionId } = connection;
  // A request that is delivered twice is one removal: what it arrived with is the same each time.
  const name = namedChain('removal', instanceId, requestId, String(arrival));
  await enqueue(ctx, {
    ...firstOf('routes', randomChain(ctx.random), ctx.clock.now()),
    instanceId,
    regionId,
    ownerRequestId: readTags(connection, ctx.settings)?.requestId ?? requestId,
    lastSeen: { ...withoutOurTags(connection, ctx.settings.name) },
    cause: requestId,
    purpose: 'delete',
    tries: 0,
    spent: {},
    removal: {
      request: { ...request },
      requestId,
      idKind,
      origin: { ...origin },
      arrival,
      name,
      phase: 'check',
      removed: [],
    },
  });
};

/** A `routes` task of a delete. */
export type RemovalTask = RoutesTask & {
  readonly removal: NonNullable<RoutesTask['removal']>;
};

/** The author of what one run writes. Each run has its own client tokens, since entries put back are made anew. */
export const authorOf = (
  { settings: { name, accountId } }: Context,
  { chain, step, instanceId }: RemovalTask,
): Author => ({ name, accountId, instanceId, generation: `${chain} ${step}` });

type Removal = RemovalTask['removal'];

/**
 * The first task of another phase, in a chain named by the removal: whoever enqueues it, and however often,
 * the queue takes it once.
 */
export const phaseTask = (
  task: RemovalTask,
  now: number,
  {
    due = now,
    ...changes
  }: Pick<Removal, 'phase' | 'failure' | 'findings'> & {
    readonly due?: number;
  },
): RemovalTask => {
  const chain = namedChain(task.removal.name, changes.phase);
  const removal = { ...task.removal, failure: undefined, findings: undefined, ...changes };
  return { ...task, ...firstOf('routes', chain, now), ...NO_WAITS, due, early: undefined, removal };
};

export const isRemoval = (task: RoutesTask): task is RemovalTask => task.removal !== undefined;
