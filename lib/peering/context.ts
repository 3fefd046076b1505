import type { ApiError } from './model/failure.ts';
import type { NetworkApi } from './network/model.ts';
import type {
  Clock,
  Deadline,
  Log,
  MessageQueues,
  PeeringApi,
  Random,
  Sink,
  TaskQueue,
} from './ports.ts';
import type { FlowControl } from './queue/flow-control.ts';
import type { Settings } from './settings.ts';
import type { StateWord } from './state/tags.ts';

/** A state that was announced and not written down. */
export interface UnwrittenState {
  readonly state: StateWord;
  /** The write was refused, and will be again. */
  readonly isForGood: boolean;
}

/**
 * What a process remembers from one invocation to the next. Losing it costs calls, never a fact: another
 * instance knows nothing of it.
 */
export interface ProcessMemory {
  /** Epoch ms until which a sink is not called, by its id. */
  readonly openBreakers: Map<string, number>;
  /** False once Function Compute answered without a task id. */
  honoursTaskIds: boolean;
  /** What was announced of connections whose state tag could not be written, by instance id. */
  readonly unwritten: Map<string, UnwrittenState>;
  /** Epoch ms of the last look at a connection that waits for a person, by instance id. */
  readonly acceptingLookedAt: Map<string, number>;
  /** When the API may be called again, by what it counts calls by, and what it said. */
  readonly throttled: Map<string, FlowControl>;
  /** Epoch ms before which another look at a connection is useless, and what the API said. */
  throttledLooks: { readonly until: number; readonly error: ApiError } | undefined;
  /** Epoch ms when the routes of a connection were last checked, by instance id. */
  readonly routesCheckedAt: Map<string, number>;
}

export const emptyMemory = (): ProcessMemory => ({
  openBreakers: new Map(),
  honoursTaskIds: true,
  unwritten: new Map(),
  throttled: new Map(),
  throttledLooks: undefined,
  acceptingLookedAt: new Map(),
  routesCheckedAt: new Map(),
});

/** All that a step of the domain may touch: handed in, so that tests and simulations hand in their own. */
export interface Context {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly deadline: Deadline;
  readonly memory: ProcessMemory;
  readonly peering: PeeringApi;
  readonly tasks: TaskQueue;
  readonly messages: MessageQueues;
  readonly sinks: readonly Sink[];
  /** How long delivery of an event may hold up its caller, in ms; an HTTP answer waits a second. */
  readonly deliveryMs: number;
  /** VpcPeer with the accepter role of another account. Absent where no role is configured. Rejects with `ApiError`. */
  readonly accepter?: ((accountId: string) => Promise<PeeringApi>) | undefined;
  /**
   * VPC 2016-04-28 with the credentials of an account: our own, or the accepter role of another one.
   * Loads the SDK when it is first asked for. Resolves to `undefined` for another account where no role
   * is configured; rejects with `ApiError`.
   */
  readonly network: (accountId: string) => Promise<NetworkApi | undefined>;
}
