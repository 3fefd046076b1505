import type { HttpCall } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import type { Invocation } from '../runtime/invocation.ts';
import type { HttpAnswer } from './answer.ts';
import type { HttpIdentity } from './identity.ts';

/** One HTTP call on its way to an answer. */
export interface HttpCase {
  readonly ctx: Context;
  readonly call: HttpCall;
  readonly invocation: Pick<Invocation, 'requestId' | 'credentialSource'>;
  /** Path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly id: HttpIdentity;
}

export type Endpoint = (it: HttpCase) => Promise<HttpAnswer>;
