import type { AcceptChoice, PreflightChoice, RoutesChoice } from './model/request.ts';
import type { PolicyRule } from './policy/rule.ts';
import type { TablePattern } from './routes/plan/plan.ts';

/** What the configuration decides about the domain; `lib/runtime/config` reads it from the environment. */
export interface Settings {
  /** Prefix of our tags (`PEERFLOW_NAME`). */
  readonly name: string;
  /** CloudEvents source of our events (`PEERFLOW_SOURCE`). */
  readonly source: string;
  /** The account the function runs in. */
  readonly accountId: string;
  /** The region the function runs in. */
  readonly region: string;
  /** Regions swept, and allowed as `regionId`. */
  readonly regions: readonly string[];
  /** The names of the deployed functions. */
  readonly functions: {
    readonly request: string;
    readonly worker: string;
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
  /**
   * Role to assume in the accepter account: `acs:ram::{accountId}:role/...` with the literal placeholder
   * `{accountId}`, or the ARN of one account, which serves that account alone.
   */
  readonly accepterRole?: string | undefined;
  readonly accepterExternalId?: string | undefined;
  /** Route tables that get routes; empty: all that vSwitches use. */
  readonly routeTables: readonly TablePattern[];
  /** What a check of the routes does about entries that are missing or changed. */
  readonly drift: 'off' | 'announce' | 'repair';
  /** How often the routes of a connection are checked for drift. */
  readonly driftEveryMs: number;
  /** `Stalled` is announced when a create or change is not through after this time. */
  readonly stallAfterMs: number;
  /** Language of the texts for people in events. */
  readonly language: 'en' | 'zh';
  /** SMQ queue that is the failure destination of our functions. */
  readonly failedQueue?: string | undefined;
  /** SMQ queue for tasks that were given up. Without it, a task that is given up is thrown. */
  readonly parkedQueue?: string | undefined;
}

const PLACEHOLDER = '{accountId}';

/**
 * The ARN of the role to assume in an account; `undefined` where none is configured for it. A role with the
 * placeholder serves every account, a literal ARN the one account that it names.
 */
export const accepterRoleIn = (
  { accepterRole }: Pick<Settings, 'accepterRole'>,
  accountId: string,
): string | undefined => {
  if (accepterRole === undefined) return undefined;
  if (accepterRole.includes(PLACEHOLDER)) return accepterRole.replace(PLACEHOLDER, accountId);
  return accepterRole.startsWith(`acs:ram::${accountId}:`) ? accepterRole : undefined;
};
