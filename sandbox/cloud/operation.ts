import type { Network } from './network/network.ts';
import type { Params } from './params.ts';

import type { Store } from './store.ts';

/** Who calls, with what the caller's role may do. */
export interface Caller {
  readonly accountId: string;
  /** RAM action patterns; everything when absent. */
  readonly allow?: readonly string[] | undefined;
}

export interface Cloud {
  readonly store: Store;
  readonly network: Network;
  /** A new id with the given prefix. */
  readonly newId: (prefix: string) => string;
}

export type Answer = Record<string, unknown>;

/** One API operation: answers the body without RequestId, or throws `CloudFault`. */
export type Operation = (cloud: Cloud, caller: Caller, params: Params) => Answer;
