import * as v from 'valibot';
import type { Context } from '../peering/context.ts';
import { ApiError } from '../peering/model/failure.ts';
import type { ReceivedMessage } from '../peering/ports.ts';
import { park } from '../peering/queue/given-up.ts';
import { FUNCTION_OF, looksLikeTask } from '../peering/queue/task-kind.ts';
import type { AnyTask } from '../peering/queue/task-schema.ts';
import {
  enqueueAnew,
  firstOf,
  isTooLarge,
  type RedrivableTask,
  randomChain,
  readRedrivable,
} from '../peering/queue/tasks.ts';
import type { Settings } from '../peering/settings.ts';

/** Records that one tick takes from the queue of failed tasks. */
const PER_TICK = 16;
const MAX_REDRIVES = 3;
const APART_MS = 3600 * 1000;

/**
 * Brings failed tasks back, as new chains: up to 16 records of our own functions each tick, each task at most
 * three times, an hour apart; then it is parked. Trouble here must not hold up the sweep, so it is logged.
 */
export const redriveFailed = async (ctx: Context): Promise<void> => {
  const { failedQueue } = ctx.settings;
  if (failedQueue === undefined) return;
  try {
    const messages = await ctx.messages.receive(failedQueue, PER_TICK);
    for (const message of messages) await redriveGuarded(ctx, failedQueue, message);
  } catch (error) {
    const level = error instanceof ApiError ? 'warn' : 'error';
    ctx.log[level]('Failed tasks not redriven; the next tick tries again', { error });
  }
};

/** A record that fails stays in the queue, and holds up no other. */
const redriveGuarded = async (ctx: Context, queue: string, message: ReceivedMessage) => {
  try {
    await redriveRecord(ctx, queue, message);
  } catch (error) {
    ctx.log.error('Failed task not redriven; it stays in the queue', { queue, error });
  }
};

const redriveRecord = async (ctx: Context, queue: string, message: ReceivedMessage) => {
  const record = readRecord(message.body);
  const task = record && taskIn(ctx, record);
  if (task === undefined && record && isHint(ctx, record)) {
    ctx.log.warn('Failed tick or hint dropped; the sweep does its work', { queue });
    return ctx.messages.delete(queue, message.receiptHandle);
  }
  if (task === undefined) {
    const functionArn = record?.requestContext.functionArn;
    const isOurs = roleIn(ctx.settings, functionArn ?? '') !== undefined;
    ctx.log.error(
      isOurs
        ? 'Failed task cannot be read; it stays in the queue'
        : 'Record in the queue of failed tasks is not of our functions; left there',
      { queue, functionArn },
    );
    return;
  }
  await redriveTask(ctx, task);
  // Only now: a record is deleted after the acknowledgement.
  await ctx.messages.delete(queue, message.receiptHandle);
};

/** What Function Compute hands to a failure destination, as far as it matters here. */
const recordSchema = v.object({
  requestContext: v.object({ functionArn: v.string(), condition: v.optional(v.string(), '') }),
  requestPayload: v.union([v.string(), v.record(v.string(), v.unknown())]),
});
type FailureRecord = v.InferOutput<typeof recordSchema>;

/** A record, also one whose body the platform sent in Base64. */
export const readRecord = (body: string): FailureRecord | undefined => {
  const record = v.safeParse(recordSchema, parsedEither(body));
  return record.success ? record.output : undefined;
};

/** JSON that the platform may have put into Base64: whether it does so is not documented. */
const parsedEither = (text: string): unknown =>
  parsed(text) ?? parsed(Buffer.from(text, 'base64').toString());

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The task of a record, begun anew; `undefined` for a record that holds none of ours. */
const taskIn = (ctx: Context, record: FailureRecord): RedrivableTask | AnyTask | undefined => {
  const role = roleIn(ctx.settings, record.requestContext.functionArn);
  const text = payloadText(record);
  if (role === undefined) return undefined;
  if (role === 'request') return taskOfEvent(ctx, text);
  const task = readRedrivable(parsedEither(text));
  return task && FUNCTION_OF[task.peerflow] === role ? task : undefined;
};

const ROLES = ['request', 'worker', 'poller', 'accepter', 'router'] as const;

/**
 * Which of our functions an ARN names: `acs:fc:cn-hangzhou:123:functions/peerflow-worker`, or with a qualifier
 * behind it. `undefined` for functions of others, of another account and of another region.
 */
const roleIn = ({ functions, region, accountId }: Settings, arn: string) => {
  const prefix = `acs:fc:${region}:${accountId}:functions/`;
  if (!arn.startsWith(prefix)) return undefined;
  const name = arn.slice(prefix.length).replace(/[/.].*$/, '');
  return ROLES.find((role) => functions[role] === name);
};

const payloadText = ({ requestPayload }: FailureRecord): string =>
  typeof requestPayload === 'string' ? requestPayload : JSON.stringify(requestPayload);

/** Events that the request function failed at are not tasks: they go on as items, whatever they say. */
const taskOfEvent = (ctx: Context, event: string): AnyTask => ({
  ...firstOf('requests', randomChain(ctx.random), ctx.clock.now()),
  items: [],
  event,
});

/** Who gets ticks and hints besides tasks. */
const HINTED: readonly unknown[] = ['poller', 'accepter', 'router'];

/**
 * A tick of the timer, an event that named a connection, or nothing: the next sweep does what it would have done.
 * What cannot be read may be a task that was cut on its way.
 */
const isHint = (ctx: Context, record: FailureRecord): boolean => {
  if (!HINTED.includes(roleIn(ctx.settings, record.requestContext.functionArn))) return false;
  const text = payloadText(record);
  const payload = parsedEither(text);
  const isEvent = typeof payload === 'object' && payload !== null;
  return text === '' || (isEvent && !looksLikeTask(payload));
};

/** A task that waited as a whole begins anew; items of requests keep the time that their callers have waited. */
const NOTHING_WAITED = { tries: 0, spent: {}, reason: undefined, waitingSince: undefined };

const redriveTask = async (ctx: Context, task: RedrivableTask | AnyTask): Promise<void> => {
  const next = nextRedrive(task, ctx.clock.now());
  if (next.redriven > MAX_REDRIVES)
    return park(ctx, task, `A ${task.peerflow} task failed again after ${MAX_REDRIVES} redrives`);
  const again = {
    ...task,
    ...('tries' in task ? NOTHING_WAITED : {}),
    ...next,
    chain: randomChain(ctx.random),
    step: 0,
    due: next.redrivenAt,
  };
  if (isTooLarge(again))
    return park(ctx, task, `A ${task.peerflow} task is too large to be enqueued again`);
  await enqueueAnew(ctx, again);
  ctx.log.warn('Failed task redriven', { kind: task.peerflow, redriven: next.redriven });
};

/**
 * Redrives lie an hour apart: the queue adds the delay. One that failed before its time has not had its turn, and does
 * not count: a queue that ignores delays would use them all up within minutes.
 */
const nextRedrive = (
  { redriven = 0, redrivenAt }: Pick<RedrivableTask, 'redriven' | 'redrivenAt'>,
  now: number,
): { readonly redriven: number; readonly redrivenAt: number } => {
  if (redrivenAt !== undefined && redrivenAt > now) return { redriven, redrivenAt };
  const earliest = redrivenAt === undefined ? now : redrivenAt + APART_MS;
  return { redriven: redriven + 1, redrivenAt: Math.max(now, earliest) };
};
