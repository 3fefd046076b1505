import type { DeepHealth } from '../health/port.ts';
import type { HttpCall, Item } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import type { Language } from '../peering/errors/types.ts';
import type { Invocation } from '../runtime/invocation.ts';
import type { Reply } from './answer.ts';
import type { HttpIdentity } from './call.ts';
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
