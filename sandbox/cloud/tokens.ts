import { refuse } from './fault.ts';
import type { Answer } from './operation.ts';
import type { Params } from './params.ts';
import type { Store } from './store.ts';

interface Remembered {
  readonly body: string;
  readonly answer: Answer;
  readonly at: number;
}

/** ClientTokens: the same token and parameters give the same answer, for `clientTokenMs`. */
export class Tokens {
  readonly #known = new Map<string, Remembered>();

  constructor(readonly store: Store) {}

  /**
   * Runs the call unless its token was used. Throws `IdempotentParameterMismatch` on other parameters, and
   * the product's `LastTokenProcessing` while the first call with the token is being processed.
   */
  once(scope: string, params: Params, processing: string, call: () => Answer): Answer {
    const { ClientToken: token } = params;
    if (token !== undefined && !/^[\x20-\x7e]{1,64}$/.test(token))
      throw refuse('IllegalParam.ClientToken');
    if (!token || params.DryRun === 'true') return call();
    const { clientTokenMs, tokenProcessingMs } = this.store.behaviour;
    const key = `${scope} ${token}`;
    const body = JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = this.#known.get(key);
    const age = known ? this.store.now() - known.at : Number.POSITIVE_INFINITY;
    if (known && age < clientTokenMs) {
      if (age < tokenProcessingMs) throw refuse(processing);
      if (known.body !== body) throw refuse('IdempotentParameterMismatch');
      return known.answer;
    }
    const answer = call();
    this.#known.set(key, { body, answer, at: this.store.now() });
    return answer;
  }

  clear(): void {
    this.#known.clear();
  }
}
