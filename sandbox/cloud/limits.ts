import { CloudFault, refuse } from './fault.ts';
import type { Answer, Params } from './operation.ts';
import type { Store } from './store.ts';

const WINDOW_MS = 60_000;

/** Counts calls in fixed windows and throws `Throttling.User` beyond the limit. */
export const createThrottle = (store: Store) => {
  const windows = new Map<string, { startedAt: number; calls: number }>();
  return (accountId: string, regionId: string, action: string, usual: number): void => {
    const { callsPerMinute } = store.behaviour;
    const limit = callsPerMinute[action] ?? callsPerMinute['*'] ?? usual;
    const key = `${accountId} ${regionId} ${action}`;
    const at = store.now();
    const known = windows.get(key);
    const window = known && at - known.startedAt < WINDOW_MS ? known : { startedAt: at, calls: 0 };
    windows.set(key, window);
    if (window.calls >= limit)
      throw new CloudFault('Throttling.User', 'Request was denied due to user flow control.', 400, {
        'x-acs-retry-after': String(window.startedAt + WINDOW_MS - at),
      });
    window.calls += 1;
  };
};

/** ClientTokens: the same token and parameters give the same answer, for `clientTokenMs`. */
export class Tokens {
  readonly #calls = new Map<
    string,
    { readonly body: string; readonly answer: Answer; readonly at: number }
  >();

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
    const known = this.#calls.get(key);
    const age = known ? this.store.now() - known.at : Number.POSITIVE_INFINITY;
    if (known && age < clientTokenMs) {
      if (age < tokenProcessingMs) throw refuse(processing);
      if (known.body !== body) throw refuse('IdempotentParameterMismatch');
      return known.answer;
    }
    const answer = call();
    this.#calls.set(key, { body, answer, at: this.store.now() });
    return answer;
  }
}
