import { CloudFault } from './fault.ts';
import type { Answer } from './operation.ts';
import type { Params } from './params.ts';

interface Remembered {
  readonly body: string;
  readonly answer: Answer;
  readonly at: number;
}

/** ClientToken windows: the same token and parameters give the same answer. */
export class Tokens {
  readonly #known = new Map<string, Remembered>();

  constructor(
    readonly now: () => number,
    readonly windowMs: number,
  ) {}

  /** Runs the call unless its token was used; throws `IdempotentParameterMismatch` on other parameters. */
  once(scope: string, params: Params, call: () => Answer): Answer {
    const token = params.ClientToken;
    if (!token || params.DryRun === 'true') return call();
    const key = `${scope} ${token}`;
    const body = JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
    const known = this.#known.get(key);
    if (known && this.now() - known.at < this.windowMs) {
      if (known.body === body) return known.answer;
      throw new CloudFault(
        'IdempotentParameterMismatch',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    const answer = call();
    this.#known.set(key, { body, answer, at: this.now() });
    return answer;
  }

  clear(): void {
    this.#known.clear();
  }
}
