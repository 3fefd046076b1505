import { ApiError } from '../../../lib/peering/model/failure.ts';
import type { MessageQueues } from '../../../lib/peering/ports.ts';
import { type Invocation, type Outside, overLine } from './invocation.ts';
import type { FaultRule } from './rules.ts';

const VISIBILITY_MS = 30_000;

interface Message {
  readonly id: number;
  readonly body: string;
  readonly enqueuedAt: number;
  visibleAt: number;
}

const failureOf =
  (operation: string) =>
  ({ kind, code }: FaultRule): ApiError =>
    kind === 'reset' || kind === 'lost' || kind === 'hang'
      ? new ApiError({ kind: 'network', operation, code: 'NetworkError', message: 'reset' })
      : new ApiError({
          kind: 'api',
          operation,
          code: code ?? 'InternalError',
          message: 'simulated',
          status: 503,
        });

/** Simple Message Queue: the queues of failed and parked tasks and of dead letters. */
export class Smq {
  readonly #queues = new Map<string, Message[]>();
  readonly #now: () => number;
  #sequence = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  bodies(queue: string): readonly string[] {
    return (this.#queues.get(queue) ?? []).map(({ body }) => body);
  }

  put(queue: string, body: string): void {
    const those = this.#queues.get(queue) ?? [];
    this.#queues.set(queue, those);
    const now = this.#now();
    those.push({ id: ++this.#sequence, body, enqueuedAt: now, visibleAt: now });
  }

  #receive(queue: string, count: number) {
    const now = this.#now();
    const visible = (this.#queues.get(queue) ?? []).filter(({ visibleAt }) => visibleAt <= now);
    const taken = visible.slice(0, count);
    for (const each of taken) each.visibleAt = now + VISIBILITY_MS;
    return taken.map(({ id, body, enqueuedAt }) => ({
      body,
      receiptHandle: String(id),
      enqueuedAt,
    }));
  }

  #delete(queue: string, receiptHandle: string): void {
    const those = this.#queues.get(queue) ?? [];
    const at = those.findIndex(({ id }) => String(id) === receiptHandle);
    if (at >= 0) those.splice(at, 1);
  }

  /** The port as one run sees it. */
  portFor(run: Invocation, outside: Outside): MessageQueues {
    const on = <T>(operation: string, apply: () => T): Promise<T> =>
      overLine(run, outside, { operation, apply, errorOf: failureOf(operation) });
    return {
      send: (queue, body) => on(`smq:send:${queue}`, () => this.put(queue, body)),
      receive: (queue, count) => on(`smq:receive:${queue}`, () => this.#receive(queue, count)),
      delete: (queue, handle) => on(`smq:delete:${queue}`, () => this.#delete(queue, handle)),
    };
  }
}
