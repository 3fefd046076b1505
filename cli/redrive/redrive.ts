import type { Functions } from '../cloud/functions.ts';
import type { QueueMessage, Queues } from '../cloud/queues.ts';
import type { Names, RedriveQueue } from './names.ts';
import { type Redraw, readDeadLetter, readRecord } from './records.ts';

export interface RedriveDeps {
  readonly queues: Queues;
  readonly invoker: Functions;
  readonly names: Names;
  /** Draws the name of a chain: 32 hexadecimal digits. */
  readonly newChain: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called with what became of each message. */
  readonly report: (line: string, outcome: 'redriven' | 'left') => void;
}

export interface Redriven {
  readonly redriven: number;
  readonly left: number;
}

const READ = { failed: readRecord, parked: readRecord, dead: readDeadLetter } as const;
/** Chains drawn for one message, should Function Compute know the first. */
const DRAWS = 3;

type Outcome = { readonly outcome: 'redriven' | 'left'; readonly line: string };

/** An id that exists already belongs to somebody else's task: another chain is drawn. */
const enqueue = async (
  queue: RedriveQueue,
  body: string,
  { invoker, names, newChain, now }: RedriveDeps,
): Promise<Outcome> => {
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const redraw: Redraw = { functions: names.functions, chain: newChain(), now: now() };
    const read = READ[queue](body, redraw);
    if ('unfit' in read) return { outcome: 'left', line: read.unfit };
    const { functionName, payload, taskId } = read;
    if (await invoker.enqueue(functionName, payload, taskId))
      return { outcome: 'redriven', line: `goes to ${functionName}` };
  }
  return { outcome: 'left', line: 'was not taken: the ids that were drawn exist already' };
};

const redriveOne = async (
  queue: RedriveQueue,
  message: QueueMessage,
  deps: RedriveDeps,
): Promise<boolean> => {
  const { outcome, line } = await enqueue(queue, message.body, deps);
  // Only after the acknowledgement: a message deleted before it could be lost.
  if (outcome === 'redriven')
    await deps.queues.delete(deps.names.queues[queue], message.receiptHandle);
  deps.report(`${message.id} ${line}`, outcome);
  return outcome === 'redriven';
};

/**
 * Gives messages of one of our queues back to the functions: failed and parked tasks as new chains, dead
 * letters of the triggers to the request function, as messages from outside. What cannot be redriven
 * stays in the queue. Rejects with `CommandError` where the queue or Function Compute refuses.
 *
 * @param most messages at most; those left in the queue count too
 */
export const redrive = async (
  queue: RedriveQueue,
  deps: RedriveDeps,
  most = Number.POSITIVE_INFINITY,
): Promise<Redriven> => {
  const seen = new Set<string>();
  let redriven = 0;
  while (seen.size < most) {
    const received = await deps.queues.receive(deps.names.queues[queue], 0);
    const fresh = received.filter(({ id }) => !seen.has(id)).slice(0, most - seen.size);
    if (fresh.length === 0) break;
    for (const message of fresh) {
      seen.add(message.id);
      if (await redriveOne(queue, message, deps)) redriven += 1;
    }
  }
  return { redriven, left: seen.size - redriven };
};
