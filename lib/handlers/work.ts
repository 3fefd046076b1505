import { readEvent } from '../intake/index.ts';
import { processItems } from '../peering/commands/process.ts';
import type { Context } from '../peering/context.ts';
import { ownFailure } from '../peering/errors/failure.ts';
import { failedEvent } from '../peering/events/build.ts';
import { eventContext } from '../peering/events/envelope.ts';
import { followUpEventOf } from '../peering/events/schema/data.ts';
import type { ConnectionView } from '../peering/model/connection.ts';
import type { FollowUpEvent } from '../peering/model/event.ts';
import { ACTIONS } from '../peering/model/request.ts';
import { deliver, runDeliver } from '../peering/outbox.ts';
import type { WorkItem } from '../peering/queue/backoff.ts';
import { park } from '../peering/queue/given-up.ts';
import { enqueueRest } from '../peering/queue/requests.ts';
import type {
  AnyTask,
  DeliverTask,
  RequestItemTask,
  RequestsTask,
} from '../peering/queue/task-schema.ts';
import { sleepIfEarlyAgain, UnreadableTaskError } from '../peering/queue/tasks.ts';
import { validateRequest, validationFacts } from '../peering/request/validate.ts';
import { handleItems, ThrownBackError } from './items.ts';
import { isOwnEcho, parseEvent, taskOf } from './task-event.ts';

/** Runs a task of the worker. Rejects when it could neither finish nor enqueue what is left. */
export const runWork = async (ctx: Context, task: AnyTask): Promise<void> => {
  switch (task.peerflow) {
    case 'requests':
      return runRequests(ctx, task);
    case 'deliver':
      return runDeliver(ctx, task, eventIn(task));
    default:
      throw new UnreadableTaskError(`a ${task.peerflow} task is not for the worker`);
  }
};

/** Runs a `requests` task: what is due is tried, and what is left goes on in the next step. */
const runRequests = async (ctx: Context, task: RequestsTask): Promise<void> => {
  if (task.event !== undefined) return runEvent(ctx, task, task.event);
  const early = await sleepIfEarlyAgain(ctx, task);
  const { work, unheard } = await readItems(ctx, task.items);
  const patienceMs = Number.POSITIVE_INFINITY;
  const { left } = await processItems(ctx, work, { isAnswering: false, patienceMs });
  if (unheard.length > 0) throw new ThrownBackError(unheard);
  await enqueueRest(ctx, task, left, early);
};

/**
 * The event of a failed invocation of the request function, as that function would have read it. An HTTP call
 * whose caller reads no answer is for a person: only the request function knows how to serve it.
 */
const runEvent = async (ctx: Context, task: RequestsTask, event: string): Promise<void> => {
  const functions = Object.values(ctx.settings.functions);
  const intake = readEvent(Buffer.from(event), { functions });
  if (intake.kind === 'http')
    return park(ctx, task, `An asynchronous HTTP call failed: ${intake.call.method}`);
  await handleItems(ctx, intake.items, task.chain);
};

/** A task is held against the schema again: the configuration may have changed under it. */
const readItems = async (
  ctx: Context,
  items: readonly RequestItemTask[],
): Promise<{ readonly work: readonly WorkItem[]; readonly unheard: readonly number[] }> => {
  const work: WorkItem[] = [];
  const unheard: number[] = [];
  for (const [position, each] of items.entries()) {
    const valid = validateRequest(each.request, validationFacts(ctx.settings));
    if (valid.ok) {
      work.push(asItem(position, each, valid.request));
      continue;
    }
    const details = valid.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
    ctx.log.error('Queued request is not valid under the new configuration', {
      request: each.requestId,
      details,
    });
    if (!(await announceInvalid(ctx, each, details))) unheard.push(position);
  }
  return { work, unheard };
};

const asItem = (
  position: number,
  each: RequestItemTask,
  request: WorkItem['identified']['request'],
): WorkItem => {
  const { requestId, idKind, origin, arrival, request: _, ...waiting } = each;
  return { ...waiting, position, identified: { requestId, idKind, origin, arrival, request } };
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The connection, or the VPC where it would have begun, of a request that was valid once. */
const askedIn = (
  { accountId }: Context['settings'],
  { instanceId, regionId, vpcId }: RequestItemTask['request'],
): ConnectionView | undefined => {
  const id = text(instanceId);
  if (id !== undefined) return { instanceId: id };
  const [region, vpc] = [text(regionId), text(vpcId)];
  return region === undefined || vpc === undefined
    ? undefined
    : { ownerId: accountId, regionId: region, vpc: { vpcId: vpc } };
};

/** The configuration changed while the request waited: the request can no longer be fulfilled. */
const announceInvalid = (
  ctx: Context,
  { requestId, arrival, origin, request }: RequestItemTask,
  details: readonly string[],
): Promise<boolean> => {
  const action = ACTIONS.find((each) => each === request.action) ?? 'create';
  const message = `The request is not valid under the new configuration: ${details.slice(0, 5).join('; ')}`;
  const failure = ownFailure('InvalidRequest', message);
  const connection = askedIn(ctx.settings, request);
  const about = { requestId, arrival, action, failure, connection };
  return deliver(ctx, failedEvent({ ...eventContext(ctx, origin), ...about }));
};

const eventIn = ({ event }: DeliverTask): FollowUpEvent => {
  try {
    return followUpEventOf(event);
  } catch (error) {
    throw new UnreadableTaskError(`event: ${error instanceof Error ? error.message : 'no event'}`);
  }
};

/** The worker: `requests` and `deliver` tasks, and nothing else. */
export const handleWork = async (ctx: Context, event: Buffer): Promise<void> => {
  const value = parseEvent(event);
  const task = taskOf(ctx, value, 'worker');
  if (task === undefined && isOwnEcho(value))
    return ctx.log.info('Event or result of ours ignored');
  if (task === undefined) throw new UnreadableTaskError('the worker takes tasks only');
  await runWork(ctx, task);
};
