import type { HttpCall } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import type { HttpAnswer } from './answer.ts';

/** One HTTP call on its way to an answer. */
export interface HttpCase {
  readonly ctx: Context;
  readonly call: HttpCall;
  /** Path parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly id: ReturnType<typeof import('./identity.ts').httpIdentity>;
}

export type Endpoint = (it: HttpCase) => Promise<HttpAnswer>;
