import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../instance/result.ts';
import type { Scheduler } from '../ports.ts';
import type { Switches } from '../switches.ts';
import type { Activity } from './activity.ts';
import type { Deployed } from './deployed.ts';

/** An asynchronous invocation that was acknowledged. */
export interface AsyncRequest {
  readonly event: Buffer;
  readonly qualifier: string;
  /** Whole seconds, 0 to 3600. */
  readonly delaySeconds: number;
  readonly requestId?: string;
}

/** How an asynchronous invocation ended for good. */
export interface Settled {
  readonly deployed: Deployed;
  readonly requestId: string;
  readonly event: Buffer;
  /** How often the handler was called. */
  readonly invokeCount: number;
  readonly result: InvocationResult | 'expired';
}

export interface AsyncQueue {
  /** Takes the invocation over and returns its request id. */
  enqueue(deployed: Deployed, request: AsyncRequest): string;
  close(): void;
}

export interface AsyncQueueOptions {
  readonly scheduler: Scheduler;
  readonly activity: Activity;
  readonly switches: Switches;
  /** Called once per invocation that ended: destinations. */
  settle(settled: Settled): void;
}

interface Entry {
  readonly deployed: Deployed;
  readonly request: AsyncRequest;
  readonly requestId: string;
  /** Milliseconds since the epoch; its age counts from here. */
  readonly dueAt: number;
  invokeCount: number;
}

const FIRST_BACKOFF = 500;
const LONGEST_BACKOFF = 5 * 3_600_000;

/** Function Compute: exponential from half a second up to five hours; milliseconds. */
export const backoff = (failures: number): number =>
  Math.min(FIRST_BACKOFF * 2 ** (failures - 1), LONGEST_BACKOFF);

/**
 * The asynchronous invocation queue: at least once, with delay, retries, age and destinations.
 *
 * Function Compute 3.0: function errors are retried `maxAsyncRetryAttempts` times; waiting for a
 * free instance is no retry; an event older than `maxAsyncEventAgeInSeconds` is given up. The
 * platform says only that age is limited; here it counts from the moment the event is due, so that
 * a delay does not use it up.
 */
export const createAsyncQueue = (options: AsyncQueueOptions): AsyncQueue => {
  const { scheduler, activity, switches } = options;
  const cancels = new Set<() => void>();
  let closed = false;

  const later = (ms: number, run: () => void): void => {
    const met = activity.expect(scheduler.now() + ms);
    const stop = scheduler.after(ms, () => {
      cancels.delete(cancel);
      const end = activity.begin();
      met();
      run();
      end();
    });
    const cancel = (): void => {
      stop();
      met();
    };
    cancels.add(cancel);
  };

  const tooOld = (entry: Entry, at: number): boolean =>
    at - entry.dueAt > entry.deployed.spec.asyncInvoke.maxAsyncEventAgeInSeconds * 1000;

  const settle = (entry: Entry, result: Settled['result']): void => {
    const { deployed, requestId, request, invokeCount } = entry;
    options.settle({ deployed, requestId, event: request.event, invokeCount, result });
  };

  const afterError = (entry: Entry, result: InvocationResult): void => {
    const retries = entry.deployed.spec.asyncInvoke.maxAsyncRetryAttempts;
    const wait = backoff(entry.invokeCount);
    if (entry.invokeCount > retries) settle(entry, result);
    else if (tooOld(entry, scheduler.now() + wait)) settle(entry, 'expired');
    else later(wait, () => void attempt(entry));
  };

  const attempt = async (entry: Entry): Promise<void> => {
    const end = activity.begin();
    try {
      if (tooOld(entry, scheduler.now())) return settle(entry, 'expired');
      const result = await entry.deployed.runInLine({
        event: entry.request.event,
        requestId: entry.requestId,
        qualifier: entry.request.qualifier,
        mode: 'async',
      });
      // Only a platform that closes refuses one who waits in line; nobody is left to tell.
      if (result === 'throttled' || closed) return;
      entry.invokeCount += 1;
      if (result.ok) settle(entry, result);
      else afterError(entry, result);
    } finally {
      end();
    }
  };

  const add = (deployed: Deployed, request: AsyncRequest, requestId: string): void => {
    const delayMs = switches.ignoreDelay ? 0 : request.delaySeconds * 1000;
    const entry = { deployed, request, requestId, dueAt: scheduler.now() + delayMs };
    later(delayMs, () => void attempt({ ...entry, invokeCount: 0 }));
  };

  return {
    enqueue: (deployed, request) => {
      const requestId = request.requestId ?? randomUUID();
      const dropped = switches.dropDelayed && request.delaySeconds > 0;
      if (closed || dropped) return requestId;
      add(deployed, request, requestId);
      if (switches.duplicate) add(deployed, request, requestId);
      return requestId;
    },
    close: () => {
      closed = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
};
