import { type SmqCalls, smqThrough } from '../../../lib/aliyun/smq.ts';
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

/** An error that the service names, as the official client throws it. */
export const smqError = (code: string, status: number): Error =>
  Object.assign(
    new Error(`PUT http://sim failed with ${status}. requestid: SIM, hostid: H, message: no`),
    { name: `MNS${code}Error` },
  );

/** Marks a fault that a client answers instead of throwing. */
export const ANSWERED = new Error('the client answers');
/** An error without XML, such as a page of a gateway, has nothing but its status. */
const PAGE = { code: 502 };

const errorOf = ({ kind, code }: FaultRule): Error => {
  switch (kind) {
    case 'reset':
    case 'lost':
      return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    case 'hang':
      return Object.assign(new Error('no answer'), { name: 'RequestTimeoutError' });
    case 'html':
      return ANSWERED;
    case 'denied':
      return smqError(code ?? 'AccessDenied', 403);
    default:
      return smqError(code ?? 'InternalError', 503);
  }
};

/** As text, whether whoever sent it encoded it or not. */
const decoded = (body: string): string =>
  /^[{[]/.test(body) ? body : Buffer.from(body, 'base64').toString();

/** Simple Message Queue: the queues of failed and parked tasks and of dead letters. */
export class Smq {
  readonly #queues = new Map<string, Message[]>();
  readonly #now: () => number;
  #sequence = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  bodies(queue: string): readonly string[] {
    return (this.#queues.get(queue) ?? []).map(({ body }) => decoded(body));
  }

  /** What a person takes out of a queue. */
  takeAll(queue: string): readonly string[] {
    const all = this.bodies(queue);
    this.#queues.delete(queue);
    return all;
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
    if (taken.length === 0) throw smqError('MessageNotExist', 404);
    for (const each of taken) each.visibleAt = now + VISIBILITY_MS;
    return taken.map(({ id, body, enqueuedAt }) => ({
      MessageBody: body,
      ReceiptHandle: String(id),
      EnqueueTime: String(enqueuedAt),
    }));
  }

  #delete(queue: string, receiptHandle: string): void {
    const those = this.#queues.get(queue) ?? [];
    const at = those.findIndex(({ id }) => String(id) === receiptHandle);
    if (at >= 0) those.splice(at, 1);
  }

  /** The product's own client as one run has it; faults name `smq:{send|receive|delete}:{queue}`. */
  portFor(run: Invocation, outside: Outside): MessageQueues {
    const on = async <T>(operation: string, apply: () => T): Promise<T | typeof PAGE> => {
      try {
        return await overLine(run, outside, { operation, apply, errorOf });
      } catch (error) {
        if (error === ANSWERED) return PAGE;
        throw error;
      }
    };
    const calls: SmqCalls = {
      sendMessage: (queue, { MessageBody }) =>
        on(`smq:send:${queue}`, () => {
          this.put(queue, MessageBody);
          return { code: 201 };
        }),
      batchReceiveMessage: (queue, count) =>
        on(`smq:receive:${queue}`, () => ({ code: 200, body: this.#receive(queue, count) })),
      deleteMessage: (queue, handle) =>
        on(`smq:delete:${queue}`, () => {
          this.#delete(queue, handle);
          return { code: 204 };
        }),
      getQueueAttributes: async () => ({ code: 200, body: {} }),
    };
    return smqThrough(async () => calls);
  }
}
