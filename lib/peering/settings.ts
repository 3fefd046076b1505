import type { AcceptChoice, PreflightChoice, RoutesChoice } from './model/request.ts';
import type { PolicyRule } from './policy/rule.ts';
import type { TablePattern } from './routes/plan/tables.ts';

/** What the configuration decides about the domain; `lib/runtime/config` reads it from the environment. */
export interface Settings {
  /** Prefix of our tags (`PEERFLOW_NAME`). */
  readonly name: string;
  /** CloudEvents source of our events (`PEERFLOW_SOURCE`). */
  readonly source: string;
  /** The account the function runs in. */
  readonly accountId: string;
  /** Regions swept, and allowed as `regionId`. */
  readonly regions: readonly string[];
  readonly functions: {
    readonly request: string;
    readonly poller: string;
    readonly accepter: string;
    readonly router: string;
  };
  readonly defaults: {
    readonly routes: RoutesChoice;
    readonly accept: AcceptChoice;
    readonly preflight: PreflightChoice;
  };
  readonly policy: readonly PolicyRule[];
  /** `acs:ram::{accountId}:role/...` with the literal placeholder. */
  readonly accepterRole?: string | undefined;
  readonly accepterExternalId?: string | undefined;
  /** Route tables that get routes; empty: all that vSwitches use. */
  readonly routeTables: readonly TablePattern[];
  readonly drift: 'off' | 'announce';
  /** How often the routes of a connection are checked for drift. */
  readonly driftEveryMs: number;
  readonly stallAfterMs: number;
}
