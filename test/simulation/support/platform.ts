import { emptyMemory } from '../../../lib/peering/context.ts';
import type { Random } from '../../../lib/peering/ports.ts';
import { type Instance, Invocation } from './invocation.ts';
import type { PlatformOptions } from './platform-options.ts';
import { isOfReturn } from './returned.ts';
import type { VirtualTime } from './virtual-time.ts';

export const ROLES = ['request', 'worker', 'poller', 'accepter', 'router'] as const;
export type Role = (typeof ROLES)[number];
export const functionOf = (role: Role): string => `peerflow-${role}`;

/** As s.yaml sets them. */
export const TIMEOUT_SECONDS: Readonly<Record<string, number>> = {
  'peerflow-request': 60,
  'peerflow-worker': 300,
  'peerflow-poller': 300,
  'peerflow-accepter': 120,
  'peerflow-router': 600,
};
const RETRIES = 8;
const MAX_RECORD_BYTES = 64 * 1024;
/** Of an asynchronous invocation. */
export const MAX_PAYLOAD_BYTES = 128 * 1024;

/** One run of a function, for counting and for the trace. */
export interface Run {
  readonly functionName: string;
  readonly kind: string;
  readonly id: string;
  readonly startedAt: number;
  readonly ms: number;
  /** How long it could have taken. */
  readonly limitMs: number;
  /** Calls of the cloud and of sinks. */
  readonly calls: number;
  /** The requests that its event or task names. */
  readonly requestIds: readonly string[];
  readonly failed?: string;
}

/** A task as it was acknowledged. */
export interface TakenTask {
  readonly functionName: string;
  readonly id: string;
  readonly payload: string;
  readonly at: number;
  readonly requestIds: readonly string[];
  /** The run that enqueued it. */
  readonly by: Invocation | undefined;
}

export type Result =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

interface Parts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly accountId: string;
  readonly options: PlatformOptions;
  readonly work: (run: Invocation, event: Buffer) => Promise<unknown>;
  /** The failure destination takes a record. */
  readonly onGivenUp: (record: string, payload: string) => void;
  /** A task was acknowledged. */
  readonly onTask: (task: TakenTask) => void;
  /** A task was dropped, as one of its id was taken before. */
  readonly onKnown: (task: TakenTask) => void;
  /** A run came to its end, and did not fail. */
  readonly onEnded: (run: Invocation) => void;
}

/** Ids as tasks, bodies in envelopes, messages and headers name them, there maybe in quotes. */
const NAMED = /(?:requestId|messageId|Idempotency-Key)\\*":\\*"(?:\\+")?([^"\\]+)/g;

/** An event of ours that comes back brings no request, whatever it is about. */
const requestIdsIn = (payload: string): readonly string[] =>
  isOfReturn(payload)
    ? ['an event']
    : [...new Set([...payload.matchAll(NAMED)].map(([, id = '']) => id))];

const kindOf = (payload: string): string =>
  /"peerflow":"(requests|deliver|watch|accept|routes|sweep)"/.exec(payload)?.[1] ??
  (payload.includes('triggerTime') ? 'tick' : 'event');

/** Function Compute as far as it matters: instances, asynchronous invocations, retries, timeouts, task ids. */
export class Platform {
  readonly runs: Run[] = [];
  /** Records that the failure destination refused because of their size. */
  readonly lost: string[] = [];
  /** Events and tasks that ran twice, though nothing went wrong with the first run, or under an id that was ignored. */
  readonly repeated: string[] = [];
  options: PlatformOptions;
  /** A bad deployment: every invocation of these functions throws. */
  readonly broken = new Set<string>();
  /** More invocations than any scenario may need: nothing is started any more. */
  isRunaway = false;
  readonly #parts: Parts;
  readonly #seen = new Map<string, Set<string>>();
  readonly #instances = new Map<string, Instance[]>();
  #sequence = 0;
  #pending = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.options = parts.options;
  }

  /** Invocations that run or wait for their start. */
  get pending(): number {
    return this.#pending;
  }

  /** Takes a task; `existing` if one of this id was taken before. */
  submit(
    functionName: string,
    payload: string,
    {
      id,
      delayMs,
      by,
    }: { readonly id: string; readonly delayMs: number; readonly by?: Invocation },
  ): { readonly existing: boolean; readonly honoursIds: boolean } {
    const { idsHonoured, delaysHonoured } = this.options;
    const seen = this.#seen.get(functionName) ?? new Set();
    this.#seen.set(functionName, seen);
    const requestIds = requestIdsIn(payload);
    const task = { functionName, id, payload, at: this.#parts.time.now(), requestIds, by };
    if (idsHonoured && seen.has(id)) {
      this.#parts.onKnown(task);
      return { existing: true, honoursIds: true };
    }
    if (seen.has(id)) this.repeated.push(payload);
    seen.add(id);
    this.#parts.onTask(task);
    this.invokeLater(functionName, payload, delaysHonoured ? delayMs : 0);
    return { existing: false, honoursIds: idsHonoured };
  }

  /** An asynchronous invocation without an id of its own, as triggers make them. */
  invokeLater(functionName: string, payload: string, delayMs = 0): void {
    const { random } = this.#parts;
    const { duplicate, duplicateWithinMs, late, lateByMs } = this.options;
    const start = delayMs + 5 + (random() < late ? random() * lateByMs : 0);
    this.#start(functionName, payload, start, 0);
    if (random() >= duplicate) return;
    this.repeated.push(payload);
    this.#start(functionName, payload, start + random() * duplicateWithinMs, 0);
  }

  /** A synchronous invocation: once, whatever becomes of it. */
  async invoke(functionName: string, payload: string): Promise<Result> {
    this.#pending += 1;
    try {
      return await this.#run(functionName, payload);
    } finally {
      this.#pending -= 1;
    }
  }

  #start(functionName: string, payload: string, delayMs: number, attempt: number): void {
    if (this.runs.length > this.options.mostRuns) {
      this.isRunaway = true;
      return;
    }
    this.#pending += 1;
    this.#parts.time.after(delayMs, () => void this.#attempt(functionName, payload, attempt));
  }

  async #attempt(functionName: string, payload: string, attempt: number): Promise<void> {
    const result = await this.#run(functionName, payload);
    this.#pending -= 1;
    if (result.ok) return;
    const pause = this.#parts.random() * this.options.retryPauseMs;
    if (attempt < RETRIES) this.#start(functionName, payload, pause, attempt + 1);
    else this.#giveUp(functionName, payload, result.error);
  }

  async #run(functionName: string, payload: string): Promise<Result> {
    const { time, work } = this.#parts;
    const instance = this.#instanceFor(functionName);
    while (instance === undefined) {
      await new Promise<void>((resolve) => time.after(500, resolve));
      return this.#run(functionName, payload);
    }
    instance.isBusy = true;
    const id = `run-${++this.#sequence}`;
    const run = new Invocation(id, instance, payload, time.now(), time);
    const kind = kindOf(payload);
    const requestIds = requestIdsIn(payload);
    time.after((TIMEOUT_SECONDS[functionName] ?? 60) * 1000, () => void run.kill('timed out'));
    const noted = (failed?: string) => {
      const ms = time.now() - run.startedAt;
      const { startedAt, limitMs, callsOut: calls } = run;
      const about = { functionName, kind, id, startedAt, ms, limitMs, calls, requestIds };
      this.runs.push(failed === undefined ? about : { ...about, failed });
    };
    try {
      if (this.broken.has(functionName)) throw new Error('a bad deployment');
      const value = await Promise.race([work(run, Buffer.from(payload)), run.death]);
      noted();
      run.endedAt = time.now();
      this.#parts.onEnded(run);
      return { ok: true, value };
    } catch (error) {
      noted(String(error));
      if (!run.isAlive) this.#drop(instance);
      return { ok: false, error: String(error) };
    } finally {
      run.isAlive = false;
      instance.isBusy = false;
      instance.idleSince = time.now();
    }
  }

  #instanceFor(functionName: string): Instance | undefined {
    const { random } = this.#parts;
    const { recycle, skewMs, maxInstances } = this.options;
    const all = this.#instances.get(functionName) ?? [];
    this.#instances.set(functionName, all);
    const idle = all.find(({ isBusy }) => !isBusy);
    if (idle && random() >= recycle) return this.#thawed(idle);
    if (idle) this.#drop(idle);
    if (all.length >= maxInstances) return undefined;
    const wrongBy = Math.round((2 * random() - 1) * skewMs);
    const instance: Instance = {
      functionName,
      skewMs: wrongBy,
      memory: emptyMemory(),
      isBusy: false,
      sockets: new Set(),
      deadSockets: new Set(),
      idleSince: 0,
    };
    all.push(instance);
    return instance;
  }

  #thawed(instance: Instance): Instance {
    if (this.#parts.time.now() - instance.idleSince >= this.options.freezesAfterMs)
      for (const service of instance.sockets) instance.deadSockets.add(service);
    return instance;
  }

  #drop(instance: Instance): void {
    const all = this.#instances.get(instance.functionName) ?? [];
    const at = all.indexOf(instance);
    if (at >= 0) all.splice(at, 1);
  }

  #giveUp(functionName: string, payload: string, error: string): void {
    const { accountId, time, onGivenUp } = this.#parts;
    const record = JSON.stringify({
      timestamp: time.now(),
      requestContext: {
        requestId: `given-up-${++this.#sequence}`,
        functionArn: `acs:fc:cn-hangzhou:${accountId}:functions/${functionName}`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: RETRIES + 1,
      },
      requestPayload: payload,
      responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
      responsePayload: JSON.stringify({ errorMessage: error }),
    });
    const body = Buffer.from(record).toString('base64');
    if (body.length > MAX_RECORD_BYTES) this.lost.push(payload);
    else onGivenUp(this.options.base64Records ? body : record, payload);
  }
}
