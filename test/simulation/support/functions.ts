import { readOldEvent } from '../../../lib/intake/old.ts';
import type { Intake } from '../../../lib/intake/old-types.ts';
import { ApiError } from '../../../lib/peering/model/api-error.ts';
import type { Invoker, Random } from '../../../lib/peering/ports.ts';
import type { Faults, Line } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';

export const TIMEOUT_MS = 60_000;
/** As s.yaml sets it for every function. */
const RETRIES = 8;
const MAX_PAYLOAD = 128 * 1024;

export type Work = (intake: Intake, line: Line, startedAt: number) => Promise<unknown>;

export interface Platform {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faults: () => Faults;
  readonly work: Readonly<Record<string, Work>>;
  readonly onCall: (operation: string) => void;
  readonly diesNow: (operation: string) => boolean;
  readonly isRefused: (operation: string) => boolean;
  readonly refusalOf: (operation: string) => string | undefined;
}

/** Function Compute as far as it matters: asynchronous invocations, retries, timeouts, sudden deaths. */
export class Functions {
  readonly runs: { name: string; ms: number; result?: unknown; failed?: unknown }[] = [];
  /** Of asynchronous invocations, as they were acknowledged. */
  readonly payloads: string[] = [];
  /** What ran out of retries. */
  readonly given: { name: string; payload: string }[] = [];
  dropDelayed = false;
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Runs a function as a trigger does, delivered again while it fails. */
  deliver(name: string, payload: unknown, delayMs = 0): void {
    this.#enqueue(name, JSON.stringify(payload), delayMs, 0);
  }

  /** Runs a function as a synchronous call does: once, whatever becomes of it. */
  call(name: string, payload: unknown): void {
    this.#enqueue(name, JSON.stringify(payload), 0, RETRIES);
  }

  invokerFor(line: Line, guard: Invoker['invokeAsync']): Invoker {
    return {
      invokeAsync: async (name, payload, delaySeconds) => {
        await guard(name, payload, delaySeconds);
        const text = JSON.stringify(payload);
        if (Buffer.byteLength(text) > MAX_PAYLOAD || !Number.isInteger(delaySeconds))
          throw new ApiError({
            kind: 'api',
            operation: 'InvokeFunction',
            code: 'InvalidArgument',
            message: 'The payload or the delay breaks a rule',
            status: 400,
          });
        this.payloads.push(text);
        this.#accept(name, text, delaySeconds * 1000, line);
      },
    };
  }

  #accept(name: string, payload: string, delayMs: number, { random, faults }: Line): void {
    const { duplicate, dropWatch, ignoreDelay } = faults();
    const isWatch = payload.includes('"peerflow":"watch"');
    if (isWatch && (this.dropDelayed || random() < dropWatch)) return;
    const delay = random() < ignoreDelay ? 0 : delayMs;
    this.#enqueue(name, payload, delay, 0);
    if (random() < duplicate) this.#enqueue(name, payload, delay + random() * 2000, 0);
  }

  #enqueue(name: string, payload: string, delayMs: number, attempt: number): void {
    const { time } = this.#platform;
    time.after(delayMs + 5, () => void this.#run(name, payload, attempt));
  }

  async #run(name: string, payload: string, attempt: number): Promise<void> {
    const { time, work, random, faults, onCall, diesNow, isRefused, refusalOf } = this.#platform;
    const startedAt = time.now();
    let alive = true;
    let die: (why: Error) => void = () => {};
    const death = new Promise<never>((_, reject) => {
      die = (why) => {
        alive = false;
        reject(why);
      };
    });
    const pause = (ms: number) =>
      new Promise<void>((resolve) => time.after(ms, () => alive && resolve()));
    const crash = () => {
      die(new Error('crashed'));
      return new Promise<never>(() => {});
    };
    time.after(TIMEOUT_MS, () => alive && die(new Error('timed out')));
    const line: Line = { random, faults, onCall, diesNow, isRefused, refusalOf, pause, crash };
    const intake = readOldEvent(Buffer.from(payload), Object.keys(work));
    try {
      const result = await Promise.race([work[name]?.(intake, line, startedAt), death]);
      this.runs.push({ name, ms: time.now() - startedAt, result });
    } catch (failed) {
      this.runs.push({ name, ms: time.now() - startedAt, failed });
      if (attempt < RETRIES)
        this.#enqueue(name, payload, 1000 * Math.min(2 ** attempt, 300), attempt + 1);
      else this.given.push({ name, payload });
    } finally {
      alive = false;
    }
  }
}
