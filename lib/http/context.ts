import type { DeepHealth } from '../health/port.ts';
import type { HttpCall, Item } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { failureOf } from '../peering/errors/failure.ts';
import type { Language } from '../peering/errors/types.ts';
import { ApiError } from '../peering/model/failure.ts';
import type { Invocation } from '../runtime/invocation.ts';
import type { Reply } from './answer.ts';
import type { HttpIdentity } from './call.ts';
import { problem } from './problem.ts';
import type { Outcomes } from './schema/answers.ts';

/** What the HTTP API needs of the parts around it. */
export interface HttpDeps {
  /** Handles items as those of any other trigger; rejects where one was neither finished nor queued. */
  readonly handleItems: (
    ctx: Context,
    items: readonly Item[],
    invocationId: string,
  ) => Promise<{ readonly outcomes: Outcomes['outcomes'] }>;
  /** Whether `GET /` shows the page. */
  readonly isPageOn: boolean;
  /** The questions of a deep health check. */
  readonly health: (language: Language) => DeepHealth;
}

/** One HTTP call on its way to an answer. */
export interface HttpCase {
  readonly ctx: Context;
  readonly deps: HttpDeps;
  readonly call: HttpCall;
  readonly invocation: Pick<Invocation, 'requestId' | 'credentialSource'>;
  /** Path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly id: HttpIdentity;
  /** What the caller reads. */
  readonly language: Language;
}

export type Endpoint = (it: HttpCase) => Promise<Reply>;

/** How long an answer waits for sinks: those that have not answered by then count as lacking. */
const DELIVERY_MS = 1_000;

/** The same invocation with at most so much time: whoever waits for an answer must not wait for the end of it. */
export const within = (ctx: Context, ms: number): Context => {
  const end = ctx.clock.now() + ms;
  const remaining = () => Math.min(ctx.deadline.remaining(), Math.max(0, end - ctx.clock.now()));
  return { ...ctx, deadline: { remaining } };
};

/** The context of everything that an HTTP caller waits for. */
export const answering = (ctx: Context): Context => ({
  ...ctx,
  deliveryMs: Math.min(ctx.deliveryMs, DELIVERY_MS),
});

/** Turns an error of the cloud into a problem document, and what it asked to wait into `Retry-After`. */
export const guarded =
  (endpoint: Endpoint): Endpoint =>
  async (it) => {
    try {
      return await endpoint(it);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return problem({
        failure: failureOf(error),
        requestId: it.id.value,
        retryAfterMs: error.retryAfterMs,
      });
    }
  };
