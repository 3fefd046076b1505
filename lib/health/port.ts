import type { Clock } from '../peering/ports.ts';

/** What one question of a health check found. Never holds a secret. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

/** Asks one thing, changes nothing. Never rejects. */
export type Probe = () => Promise<Check>;

/** What a function can say of itself: under its own role, with its own configuration. */
export interface OwnHealth {
  readonly functionName: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly probes: readonly Probe[];
  /** What has to be the same in every function of a deployment, by the name of its variable. */
  readonly shared: Readonly<Record<string, string>>;
}

/** A deep check: of the function itself, and of its siblings. */
export interface DeepHealth extends OwnHealth {
  readonly siblings: readonly string[];
  /** Asks a sibling, which answers as `answerHealth` does. Rejects where it does not answer. */
  readonly ask: (functionName: string) => Promise<unknown>;
}

/** What a function found. */
export interface FunctionHealth {
  readonly name: string;
  readonly ok: boolean;
  readonly checks: readonly Check[];
}
