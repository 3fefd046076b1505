import type { Clock } from './clock.ts';
import type { World } from './cloud/world.ts';
import type { Faults } from './faults/faults.ts';
import type { FixtureInput } from './fixture.ts';
import type { Service } from './http/types.ts';
import type { Journal } from './journal.ts';
import type { EventBridge } from './messaging/eventbridge/eventbridge.ts';
import type { Smq } from './messaging/smq/smq.ts';
import type { Platform } from './platform/platform.ts';
import type { Switches } from './platform/switches.ts';
import type { Stack } from './stack.ts';

export interface SandboxOptions {
  /** Port of the cloud; a free one by default. */
  readonly port?: number;
  /** Port of the HTTP trigger; a free one by default. */
  readonly httpPort?: number;
  /** A fixture file, or its content; the default fixture when absent. */
  readonly fixture?: string | FixtureInput;
  /** The Serverless Devs file that is deployed; `s.yaml` of this project by default. */
  readonly serverless?: string;
  /** More Serverless Devs files that are deployed beside it. */
  readonly also?: readonly string[];
  /**
   * ROS stacks that are made before the functions. With them nothing exists that neither they nor the
   * fixture declare; without them, what functions name (queues, topics, buses) is made for them.
   */
  readonly stacks?: readonly Stack[];
  /** Buses that are made before the stacks, with the roles that EventBridge needs. */
  readonly buses?: readonly string[];
  /** False: the cloud alone. */
  readonly functions?: boolean;
  /** False: HTTP triggers take unsigned calls. */
  readonly auth?: boolean;
  /** False: timer triggers fire only when asked to; short for `switches.timers`. */
  readonly timers?: boolean;
  readonly switches?: Partial<Switches>;
  /** Environment of every function, over that of the file. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the bundles, one folder a function; as the file says by default. */
  readonly dist?: string;
  /** Most instances of one function at one time; 10 by default. */
  readonly instanceLimit?: number;
}

export interface Sandbox {
  /** Base URL of every emulated service. */
  readonly endpoint: string;
  /** Base URL of the HTTP trigger of a function, by function name and by its name in the file. */
  readonly urls: Readonly<Record<string, string>>;
  readonly world: World;
  readonly journal: Journal;
  readonly eventBridge: EventBridge;
  readonly smq: Smq;
  /** Functions: invoke, fire timers, switches. */
  readonly platform: Platform;
  /** The account that the functions run in. */
  readonly accountId: string;
  /** Services in the order they are asked; one put in front sees every request first. */
  readonly services: Service[];
  /** Faults in front of the services, by rules. */
  readonly faults: Faults;
  /** The clock of everything here: states, expiry, tokens, delays, and what functions take for the time. */
  readonly clock: Clock;
  /** An access key of an account (of the functions' own by default); without one, a temporary one. */
  credentials(accountId?: string): Credentials;
  /**
   * Resolves when no function runs, and nothing is queued that is due within `horizonMs`
   * milliseconds (30 s by default): a watch a quarter of an hour away is not waited for. What is due
   * sooner is not waited for: the clock is moved on to it whenever no function runs.
   */
  idle(horizonMs?: number): Promise<void>;
  /** Resolves with what `find` finds as soon as it does; moves the clock on as `idle` does. */
  until<T>(find: () => T | undefined): Promise<T>;
  /** Leaves no process and no handle behind. */
  close(): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}
