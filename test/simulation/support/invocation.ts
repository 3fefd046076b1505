import type { ProcessMemory } from '../../../lib/peering/context.ts';
import type { FaultRule } from './rules.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A process of one function: its clock is wrong by a constant, and it serves one invocation at a time. */
export interface Instance {
  readonly functionName: string;
  readonly skewMs: number;
  readonly memory: ProcessMemory;
  isBusy: boolean;
  /** Services that it has a pooled connection to. */
  readonly sockets: Set<string>;
  /** Those of them that died while the instance was frozen: the next call finds out. */
  readonly deadSockets: Set<string>;
  idleSince: number;
}

/** A new one each time: reactions to a shared one would be kept for ever. */
const never = (): Promise<never> => new Promise<never>(() => {});

/** What has to be known of one run of a function: it may die at any call, and is silent from then on. */
export class Invocation {
  isAlive = true;
  calls = 0;
  /** Of the cloud and of sinks; an enqueue is repeated until the queue takes it. */
  callsOut = 0;
  /** How long it may take; less where it has to hand its work on. */
  limitMs = 0;
  /** When it came to its end; absent while it runs, and where it failed. */
  endedAt?: number;
  /** When a Get or a list last answered, by what was looked at. */
  readonly lookedAt = new Map<string, number>();
  /** Operations that were applied, and of which an answer was lost. */
  readonly unheard = new Set<string>();
  /** Every operation that it asked for, whatever came of it. */
  readonly called = new Set<string>();
  /** Ids of the tasks that the queue has told it to have: such an answer may be lost. */
  readonly acknowledged = new Set<string>();
  /** Resolves never; rejects when the instance dies. */
  readonly death: Promise<never>;
  #reject: (why: Error) => void = () => {};

  constructor(
    readonly id: string,
    readonly instance: Instance,
    readonly payload: string,
    readonly startedAt: number,
    readonly time: VirtualTime,
  ) {
    this.death = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    this.death.catch(() => {});
  }

  /** Resolves after `ms`, or never if the instance is dead by then. */
  pause(ms: number): Promise<void> {
    if (!this.isAlive) return never();
    return new Promise<void>((resolve) => {
      this.time.after(ms, () => this.isAlive && resolve());
    });
  }

  /** Ends the instance at once; whoever awaits this goes no further. */
  kill(why: string): Promise<never> {
    if (this.isAlive) {
      this.isAlive = false;
      this.#reject(new Error(why));
    }
    return never();
  }
}

/** What stands between a run and everything outside it. */
export interface Outside {
  readonly pick: (operation: string, subjects?: readonly string[]) => FaultRule | undefined;
  readonly latency: () => number;
  /** Called twice for each call: the instance dies there if it answers true. */
  readonly diesAt: (run: Invocation, point: string) => boolean;
  readonly onCall: (run: Invocation, operation: string) => void;
}

/** What a fault before the call is applied, or after it, looks like to the caller. */
export type ErrorOf = (rule: FaultRule) => unknown;

/** Of one invocation; no scenario needs so many. */
const MOST_CALLS = 20_000;
const SLOW_MS = 2_500;
const HANG_MS = 12_000;

const BEFORE: ReadonlySet<string> = new Set([
  'throttled',
  'unavailable',
  'html',
  'page',
  'reset',
  'expired',
  'denied',
  'conflict',
  'hang',
  'refused',
  'too-large',
  'not-found',
  'partial',
]);

export interface CallOptions<T> {
  readonly operation: string;
  /** What the call is about, where a fault can hit one thing alone: a route table. */
  readonly subjects?: readonly string[];
  readonly apply: () => T | Promise<T>;
  readonly errorOf: ErrorOf;
  /** How long the caller waits for an answer. */
  readonly timeoutMs?: number;
}

/** What one pooled connection leads to: `api`, `enqueue`, `smq`, `sink:a`. */
const serviceOf = (operation: string): string =>
  /^(?:sink:[^:]*|[^:]*)/.exec(operation)?.[0] ?? operation;

const RESET: FaultRule = { on: 'frozen', kind: 'reset', chance: 1, from: 0, to: 0 };

/** One call over the line: it takes time, and may go wrong before, after or for good. */
export const overLine = async <T>(
  run: Invocation,
  outside: Outside,
  { operation, subjects, apply, errorOf, timeoutMs = HANG_MS }: CallOptions<T>,
): Promise<T> => {
  if (!run.isAlive) return never();
  outside.onCall(run, operation);
  run.calls += 1;
  run.called.add(operation);
  if (!operation.startsWith('enqueue:')) run.callsOut += 1;
  if (run.calls > MOST_CALLS) return run.kill('calls without end');
  if (outside.diesAt(run, `before ${operation}`)) return run.kill('crashed');
  const service = serviceOf(operation);
  if (run.instance.deadSockets.delete(service)) {
    await run.pause(outside.latency());
    throw errorOf(RESET);
  }
  run.instance.sockets.add(service);
  const rule = outside.pick(operation, subjects);
  if (rule?.kind === 'crash-before') return run.kill('crashed');
  await run.pause(rule?.kind === 'hang' ? timeoutMs : outside.latency());
  if (rule && BEFORE.has(rule.kind)) throw errorOf(rule);
  const answer = await apply();
  if (rule?.kind === 'crash-after' || outside.diesAt(run, `after ${operation}`))
    return run.kill('crashed');
  await run.pause(rule?.kind === 'slow' ? Math.min(SLOW_MS, timeoutMs) : outside.latency());
  if (rule?.kind === 'lost') {
    run.unheard.add(operation);
    throw errorOf(rule);
  }
  return answer;
};
