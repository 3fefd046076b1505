import { randomUUID } from 'node:crypto';
import type { Activity } from '../activity.ts';
import type { Clock } from '../clock.ts';
import type { Access } from '../gateway/access.ts';
import type { Journal } from '../journal.ts';
import type { Messaging } from '../messaging/messaging.ts';
import { createFc2, type Fc2Invocation } from './api/fc2.ts';
import { createFc3 } from './api/fc3.ts';
import { createHttpTrigger } from './http-trigger.ts';
import { createAsyncQueue } from './invoke/async-queue.ts';
import { type Deployed, deploy, type Outcome } from './invoke/deployed.ts';
import { createSettlement } from './invoke/destination.ts';
import type { FunctionSpec } from './manifest/load.ts';
import type { TriggerOf, TriggerSpec } from './manifest/schema.ts';
import type { RoleAllows, RoleCredentials } from './roles.ts';
import type { Switches } from './switches.ts';
import { connectSources } from './triggers/sources.ts';
import { startTimer, type Timer } from './triggers/timer.ts';

export interface PlatformOptions
  extends Pick<Messaging, 'smq' | 'eventBridge' | 'startRule' | 'startStream'> {
  readonly functions: readonly FunctionSpec[];
  readonly access: Access;
  /** Credentials of a function's role, and what they may do. */
  readonly issue: (spec: FunctionSpec) => RoleCredentials;
  readonly roleAllows: RoleAllows;
  readonly journal: Journal;
  /** Whose functions these are, and where. */
  readonly accountId: string;
  readonly regionId: string;
  readonly auth: boolean;
  readonly instanceLimit?: number | undefined;
  /** May be changed while the platform runs. */
  readonly switches: Switches;
  readonly clock: Clock;
  /** Shared with whoever else has work under way that `idle` is to wait for. */
  readonly activity: Activity;
}

interface InvokeOptions {
  /** Whole seconds, 0 to 3600. */
  readonly delaySeconds?: number;
  readonly qualifier?: string;
}

const INSTANCE_LIMIT = 10;

const triggersOf = <T extends TriggerSpec['triggerType']>(
  { spec }: Deployed,
  type: T,
): readonly TriggerOf<T>[] =>
  spec.triggers.filter((each): each is TriggerOf<T> => each.triggerType === type);

/** The emulated Function Compute: deployed functions with their triggers. Nothing fires by itself before `open`. */
export const createPlatform = (options: PlatformOptions) => {
  const { functions, switches, clock, activity, instanceLimit = INSTANCE_LIMIT } = options;
  const fc2Received: Fc2Invocation[] = [];
  const declared = new Set<string>();
  const need = (name: string): Deployed => {
    const found = deployed.get(name);
    if (found === undefined) throw new Error(`no function is called ${name}`);
    return found;
  };

  const settle = createSettlement({
    ...options,
    invoke: (name, event) => {
      need(name).enqueue({ event });
    },
  });
  const queue = createAsyncQueue({ activity, switches, random: Math.random, settle });
  const deployed = new Map<string, Deployed>(
    functions.map((spec) => [spec.name, deploy({ ...options, spec, instanceLimit, queue })]),
  );
  const timers = new Map<string, Timer[]>();
  let disconnect: () => void = () => undefined;

  return {
    functions,
    /** The invocation APIs 2023-03-30 and 2016-08-15. */
    services: [
      createFc3({ ...options, deployed }),
      createFc2({ ...options, declared, received: fc2Received }),
    ],
    /** One per function with an HTTP trigger. */
    http: [...deployed.values()].flatMap((each) =>
      triggersOf(each, 'http').map((trigger) => ({
        spec: each.spec,
        handle: createHttpTrigger(each, trigger, options),
      })),
    ),
    switches,
    /** What arrived over the API 2016-08-15, oldest first. */
    fc2Received,
    /** Declares a function of Function Compute 2.0, `service/function`, that somebody else deployed. */
    declareFc2: (name: string): void => {
      declared.add(name);
    },
    /** Calls a function and waits for its result; rejects for a function that is not deployed. */
    invoke: async (
      name: string,
      event: Buffer,
      { qualifier = 'LATEST' }: InvokeOptions = {},
    ): Promise<Outcome> =>
      need(name).run({ event, requestId: randomUUID(), qualifier, mode: 'sync' }),
    /** Hands an event to the asynchronous queue and returns the request id. Throws for a function that is not deployed. */
    invokeAsync: (name: string, event: Buffer, how: InvokeOptions = {}): string =>
      need(name).enqueue({ ...how, event }).requestId,
    /** Fires every timer trigger of a function once and returns the request ids. Throws for a function without one. */
    fireTimer: (name: string): readonly string[] => {
      const own = timers.get(name) ?? [];
      if (own.length === 0) throw new Error(`${name} has no timer trigger`);
      return own.map((timer) => timer.fire());
    },
    /** Starts timers and queue consumers. */
    open: (): void => {
      for (const each of deployed.values()) {
        const started = triggersOf(each, 'timer').map((trigger) =>
          startTimer({ deployed: each, trigger, scheduler: clock, switches }),
        );
        timers.set(each.spec.name, started);
      }
      disconnect = connectSources(deployed.values(), options);
    },
    /** Ends triggers, queue and every process. */
    close: async (): Promise<void> => {
      disconnect();
      for (const timer of [...timers.values()].flat()) timer.stop();
      queue.close();
      await Promise.all([...deployed.values()].map((each) => each.close()));
    },
  };
};

export type Platform = ReturnType<typeof createPlatform>;
