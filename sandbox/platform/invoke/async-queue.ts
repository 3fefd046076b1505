import { randomUUID } from 'node:crypto';
import type { Cloud } from '../../assemble.ts';
import { CloudFault } from '../../cloud/fault.ts';
import type { InvocationResult } from '../instance/instance.ts';
import type { Switches } from '../switches.ts';
import type { Deployed } from './deployed.ts';

/** An asynchronous invocation that was asked for. */
export interface AsyncRequest {
  readonly event: Buffer;
  /** Whole seconds; at once where it is absent. */
  readonly delaySeconds?: number;
  readonly requestId?: string;
  /** Names the task; the request id where it is absent. */
  readonly taskId?: string | undefined;
  /** True for an invocation by a timer trigger. */
  readonly byTimer?: boolean;
}

/** An asynchronous invocation that was acknowledged; `taskId` in task mode only. */
export interface Accepted {
  readonly requestId: string;
  readonly taskId: string | undefined;
}

type Callee = Pick<Deployed, 'spec' | 'runInLine'>;

interface Entry {
  readonly deployed: Callee;
  readonly request: AsyncRequest;
  readonly requestId: string;
  /** Milliseconds since the epoch; its age counts from here. */
  readonly bornAt: number;
  /** How often the handler was called. */
  invokeCount: number;
}

/** How an asynchronous invocation ended for good. */
export interface Settled extends Readonly<Entry> {
  readonly result: InvocationResult | 'expired';
}

const FIRST_BACKOFF = 500;
const LONGEST_BACKOFF = 5 * 3_600_000;

/** Function Compute: exponential from half a second up to five hours; milliseconds. */
export const backoff = (failures: number): number =>
  Math.min(FIRST_BACKOFF * 2 ** (failures - 1), LONGEST_BACKOFF);

/**
 * Takes a task id for a function, once. Function Compute 3.0, task mode: the state of a task can be queried
 * for seven days; for how long its id is refused is not documented, nor the code of the refusal (this one
 * is 2.0's).
 */
const createTaskIds = (now: () => number, switches: Switches) => {
  const takenAt = new Map<string, number>();

  const forget = (): void => {
    const oldest = now() - switches.taskIdMemoryMs;
    for (const [key, at] of takenAt) {
      if (at > oldest) return;
      takenAt.delete(key);
    }
  };

  return (functionName: string, id: string): void => {
    forget();
    const key = `${switches.taskIdScope === 'account' ? '' : functionName} ${id}`;
    if (takenAt.has(key))
      throw new CloudFault(
        'StatefulAsyncInvocationAlreadyExists',
        `stateful async invocation with id '${id}' already exists`,
        switches.taskIdStatus,
      );
    takenAt.set(key, now());
  };
};

/**
 * The asynchronous invocation queue: at least once, with task ids, delay, retries, age and destinations.
 *
 * Function Compute 3.0: function errors are retried `maxAsyncRetryAttempts` times; waiting for a
 * free instance is no retry; an event older than `maxAsyncEventAgeInSeconds` is given up. Whether a delay
 * uses up the age, and how long a retry waits, is not documented: {@link Switches}.
 *
 * @param activity what waits here is work under way
 * @param end called once per invocation that ended: destinations
 * @param random in [0, 1): which invocations run twice
 */
export const createAsyncQueue = (
  { activity, switches }: Pick<Cloud, 'activity' | 'switches'>,
  end: (settled: Settled) => void,
  random = Math.random,
) => {
  const takeTaskId = createTaskIds(activity.now, switches);
  const cancels = new Set<() => void>();
  let closed = false;

  const later = (ms: number, run: () => void): void => {
    const cancel = activity.after(ms, () => {
      cancels.delete(cancel);
      run();
    });
    cancels.add(cancel);
  };

  const tooOld = (entry: Entry, at: number): boolean =>
    at - entry.bornAt > entry.deployed.spec.asyncInvoke.maxAsyncEventAgeInSeconds * 1000;

  const settle = (entry: Entry, result: Settled['result']): void => end({ ...entry, result });

  const afterError = (entry: Entry, result: InvocationResult): void => {
    const retries = entry.deployed.spec.asyncInvoke.maxAsyncRetryAttempts;
    const wait = switches.retryAtOnce ? 0 : backoff(entry.invokeCount);
    if (entry.invokeCount > retries) settle(entry, result);
    else if (tooOld(entry, activity.now() + wait)) settle(entry, 'expired');
    else later(wait, () => void attempt(entry));
  };

  const attempt = async (entry: Entry): Promise<void> => {
    const done = activity.begin();
    try {
      if (tooOld(entry, activity.now())) return settle(entry, 'expired');
      const { requestId, request, deployed } = entry;
      const invocation = { event: request.event, requestId, mode: 'async' };
      const result = await deployed.runInLine(invocation);
      // Only a platform that closes refuses one who waits in line; no caller is left to answer.
      if (result === 'throttled' || closed) return;
      entry.invokeCount += 1;
      if (result.ok) settle(entry, result);
      else afterError(entry, result);
    } finally {
      done();
    }
  };

  const add = (deployed: Callee, request: AsyncRequest, requestId: string): void => {
    const delayMs = switches.ignoreDelay ? 0 : (request.delaySeconds ?? 0) * 1000;
    const bornAt = activity.now() + (switches.delayAges ? 0 : delayMs);
    const entry = { deployed, request, requestId, bornAt, invokeCount: 0 };
    later(delayMs, () => void attempt(entry));
  };

  /** The id of the task in task mode, which is known from then on. */
  const taskIdOf = ({ spec }: Callee, taskId: string): string | undefined => {
    if (spec.asyncInvoke.asyncTask !== true || switches.taskIds === 'ignore') return undefined;
    takeTaskId(spec.name, taskId);
    return taskId;
  };

  const runsTwice = (): boolean => {
    const { duplicate } = switches;
    return typeof duplicate === 'boolean' ? duplicate : random() < duplicate;
  };

  return {
    /** Takes the invocation over. Throws `CloudFault` for a task id that was seen before. */
    enqueue: (deployed: Callee, request: AsyncRequest): Accepted => {
      const requestId = request.requestId ?? randomUUID();
      const accepted = { requestId, taskId: taskIdOf(deployed, request.taskId ?? requestId) };
      const dropped = switches.dropDelayed && (request.delaySeconds ?? 0) > 0;
      if (closed || dropped) return accepted;
      add(deployed, request, requestId);
      if (runsTwice()) add(deployed, request, requestId);
      return accepted;
    },
    close: (): void => {
      closed = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
};

export type AsyncQueue = ReturnType<typeof createAsyncQueue>;
