import type { Network } from './network/network.ts';
import type { Params } from './params.ts';
import type { Caller } from './ram/ram.ts';
import type { Store } from './store.ts';

export type { Caller };

export interface Cloud {
  readonly store: Store;
  readonly network: Network;
  /** A new id with the given prefix. */
  readonly newId: (prefix: string) => string;
}

export type Answer = Record<string, unknown>;

/** One API operation: answers the body without RequestId, or throws `CloudFault`. */
export type Operation = (cloud: Cloud, caller: Caller, params: Params) => Answer;
