import * as v from 'valibot';
import { FUNCTION_OF } from '../../lib/peering/queue/task-kind.ts';
import {
  firstOf,
  type RedrivableTask,
  readRedrivable,
  taskIdOf,
} from '../../lib/peering/queue/tasks.ts';
import { jsonIn, plainText } from '../cloud/text.ts';
import { renewed } from './renew.ts';

/** Our functions by what they do. */
export type FunctionNames = Readonly<
  Record<'request' | 'worker' | 'poller' | 'accepter' | 'router', string>
>;

/** An invocation that a message is turned into. */
export interface Invocation {
  readonly functionName: string;
  readonly payload: string;
  readonly taskId: string;
}

export type Read = Invocation | { readonly unfit: string };

/** What Function Compute sends to a failure destination. */
const failed = v.object({
  requestContext: v.object({ functionArn: v.string() }),
  requestPayload: v.union([v.string(), v.record(v.string(), v.unknown())]),
});

/** What our functions put into the queue of parked tasks. */
const parked = v.object({ peerflow: v.literal('parked'), task: v.unknown() });

/** The name in `acs:fc:{region}:{account}:functions/{name}`, with or without a qualifier behind it. */
const functionIn = (arn: string): string | undefined =>
  /:functions\/([A-Za-z0-9_-]+)(?:[/.].*)?$/.exec(arn)?.[1];

const invocationOf = (task: RedrivableTask, functions: FunctionNames): Invocation => {
  const functionName = functions[FUNCTION_OF[task.peerflow]];
  return { functionName, payload: JSON.stringify(task), taskId: taskIdOf(functionName, task) };
};

const ofTask = (
  task: unknown,
  { functions, chain, now }: Redraw,
  owner: string | undefined,
): Read => {
  const fresh = renewed(task, chain, now);
  if (fresh === undefined) return { unfit: 'holds no task' };
  const invocation = invocationOf(fresh, functions);
  return owner === undefined || owner === invocation.functionName
    ? invocation
    : { unfit: `holds a ${fresh.peerflow} task of another function` };
};

/** An event that the request function failed at is not a task: the worker reads it as items. */
const ofEvent = (event: string, { functions, chain, now }: Redraw): Read => {
  const task = readRedrivable({ ...firstOf('requests', chain, now), items: [], event });
  return task ? invocationOf(task, functions) : { unfit: 'cannot be made a task' };
};

const ofFailed = (record: v.InferOutput<typeof failed>, redraw: Redraw): Read => {
  const { functions } = redraw;
  const owner = functionIn(record.requestContext.functionArn);
  const { requestPayload } = record;
  const text =
    typeof requestPayload === 'string' ? plainText(requestPayload) : JSON.stringify(requestPayload);
  if (owner === functions.request) return ofEvent(text, redraw);
  // Strangers may write into a queue: only functions of this deployment are invoked.
  if (!Object.values(functions).some((name) => name === owner))
    return { unfit: `names ${owner ?? 'a function'}, which is not of this deployment` };
  return ofTask(jsonIn(text), redraw, owner);
};

export interface Redraw {
  readonly functions: FunctionNames;
  /** 32 hexadecimal digits, drawn for this message. */
  readonly chain: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The invocation for a message of the queue of failed or of parked tasks. */
export const readRecord = (body: string, redraw: Redraw): Read => {
  const json = jsonIn(body);
  const given = v.safeParse(parked, json);
  if (given.success) return ofTask(given.output.task, redraw, undefined);
  const record = v.safeParse(failed, json);
  return record.success ? ofFailed(record.output, redraw) : { unfit: 'is no record of a task' };
};

/** A dead letter of a trigger is never run as a task: the request function takes it as from outside. */
export const readDeadLetter = (body: string, { functions, chain }: Redraw): Read => ({
  functionName: functions.request,
  payload: plainText(body),
  taskId: `redrive-${chain}`,
});
