import * as v from 'valibot';
import type { Functions } from './cloud/functions.ts';
import type { QueueMessage, Queues } from './cloud/queues.ts';
import { jsonIn, plainText } from './cloud/text.ts';

export const REDRIVE_QUEUES = ['failed', 'parked', 'dead'] as const;
export type RedriveQueue = (typeof REDRIVE_QUEUES)[number];

/** The record that Function Compute sends to a failure destination. */
const record = v.object({
  requestContext: v.object({ functionArn: v.string() }),
  requestPayload: v.string(),
});

export interface RedriveDeps {
  readonly queues: Queues;
  readonly functions: Functions;
  /** Prefix of our queues and functions (PEERFLOW_NAME). */
  readonly name: string;
  /** A fresh random name, for task ids and chains. */
  readonly newId: () => string;
  /** Told what became of each message. */
  readonly report: (line: string, outcome: 'redriven' | 'left') => void;
}

export interface Redriven {
  readonly redriven: number;
  readonly left: number;
}

const OUR_FUNCTIONS = ['request', 'worker', 'poller', 'accepter', 'router'];

/** The function of an ARN like `acs:fc:{region}:{account}:functions/{name}`, with or without qualifier. */
const functionOf = (arn: string): string | undefined =>
  /:functions\/([A-Za-z0-9_-]+)(?:[/.].*)?$/.exec(arn)?.[1];

/** Only functions of this deployment are invoked: strangers may write into a queue. */
const ourFunction = (name: string, arn: string): string | undefined => {
  const found = functionOf(arn);
  return OUR_FUNCTIONS.some((each) => `${name}-${each}` === found) ? found : undefined;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A task as the first of a new chain. Its successors are named after the chain, and Function Compute
 * refuses names that it has seen, so the old chain cannot go on. What is not a task goes as it is.
 */
export const renewed = (payload: string, chain: string): string => {
  const task = jsonIn(payload);
  if (!isObject(task) || typeof task.chain !== 'string') return plainText(payload);
  return JSON.stringify({ ...task, chain, step: 0, ...('tries' in task ? { tries: 0 } : {}) });
};

interface Invocation {
  readonly functionName: string;
  readonly payload: string;
}

const taskIn = ({ body }: QueueMessage, { name, newId }: RedriveDeps): Invocation | string => {
  const read = v.safeParse(record, jsonIn(body));
  if (!read.success) return 'is not a record of a failed task';
  const { requestContext, requestPayload } = read.output;
  const functionName = ourFunction(name, requestContext.functionArn);
  if (functionName === undefined) return `names a function that is not of ${name}`;
  return { functionName, payload: renewed(requestPayload, newId()) };
};

/** A dead letter is never run as a task: the request function takes it as a message from outside. */
const itemIn = ({ body }: QueueMessage, { name }: RedriveDeps): Invocation => ({
  functionName: `${name}-request`,
  payload: plainText(body),
});

/** An id that exists already is not ours: it is drawn once more. */
const enqueue = async (
  { functionName, payload }: Invocation,
  { functions, newId }: RedriveDeps,
): Promise<boolean> => {
  for (let draw = 0; draw < 3; draw += 1)
    if (await functions.enqueue(functionName, payload, `redrive-${newId()}`)) return true;
  return false;
};

const redriveOne = async (
  queue: RedriveQueue,
  message: QueueMessage,
  deps: RedriveDeps,
): Promise<boolean> => {
  const invocation = queue === 'dead' ? itemIn(message, deps) : taskIn(message, deps);
  if (typeof invocation === 'string') {
    deps.report(`${message.id} ${invocation}`, 'left');
    return false;
  }
  if (!(await enqueue(invocation, deps))) {
    deps.report(`${message.id} was not acknowledged by ${invocation.functionName}`, 'left');
    return false;
  }
  await deps.queues.delete(`${deps.name}-${queue}`, message.receiptHandle);
  deps.report(`${message.id} goes to ${invocation.functionName}`, 'redriven');
  return true;
};

/**
 * Gives messages of one of our queues back to the functions: records of failed and parked tasks to the
 * function that they name, dead letters to the request function. A message is deleted only after its
 * invocation is acknowledged; what cannot be redriven stays in the queue.
 *
 * @param most messages at most; those left in the queue count too
 */
export const redrive = async (
  queue: RedriveQueue,
  deps: RedriveDeps,
  most = Number.POSITIVE_INFINITY,
): Promise<Redriven> => {
  const seen = new Set<string>();
  let done = 0;
  while (seen.size < most) {
    const received = await deps.queues.receive(`${deps.name}-${queue}`, 0);
    const fresh = received.filter(({ id }) => !seen.has(id)).slice(0, most - seen.size);
    if (fresh.length === 0) break;
    for (const message of fresh) {
      seen.add(message.id);
      if (await redriveOne(queue, message, deps)) done += 1;
    }
  }
  return { redriven: done, left: seen.size - done };
};
