import type { NetworkApi } from './network/ports.ts';
import type { Clock, Deadline, Invoker, Log, PeeringApi, Publisher, Random } from './ports.ts';
import type { Settings } from './settings.ts';

/** All that a step of the domain may touch: handed in, so that tests and simulations hand in their own. */
export interface Context {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly deadline: Deadline;
  readonly peering: PeeringApi;
  readonly invoker: Invoker;
  readonly publisher: Publisher;
  /**
   * VpcPeer with the accepter role of another account, for a request that the session shows. Absent
   * where no role is configured. Rejects with `ApiError`.
   */
  readonly accepter?: ((accountId: string, requestId: string) => Promise<PeeringApi>) | undefined;
  /**
   * VPC 2016-04-28 with the credentials of an account: our own, or the accepter role of another one.
   * Loads the SDK when it is first asked for. Resolves to `undefined` for another account where no role
   * is configured; rejects with `ApiError`.
   */
  readonly network: (accountId: string, requestId: string) => Promise<NetworkApi | undefined>;
  /**
   * Epoch ms when the routes of a connection were last checked for drift, by its instance id. It lives as
   * long as the process that sweeps.
   */
  readonly checkedAt: Map<string, number>;
}
