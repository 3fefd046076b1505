import { randomUUID } from 'node:crypto';
import type { Cloud } from '../assemble.ts';
import { createFc2, type Fc2Invocation } from './api/fc2.ts';
import { createFc3 } from './api/fc3.ts';
import { createHttpTrigger } from './http-trigger.ts';
import { createAsyncQueue } from './invoke/async-queue.ts';
import { type Deployed, deploy, type Outcome } from './invoke/deployed.ts';
import { createSettlement } from './invoke/destination.ts';
import type { FunctionSpec } from './manifest/load.ts';
import type { TriggerOf, TriggerSpec } from './manifest/schema.ts';
import { createRoleCredentials } from './roles.ts';
import { connectSources } from './triggers/sources.ts';
import { startTimer, type Timer } from './triggers/timer.ts';

/** The cloud that functions are deployed in, and what of it is theirs. */
export interface PlatformOptions extends Cloud {
  readonly functions: readonly FunctionSpec[];
  readonly auth: boolean;
  readonly instanceLimit?: number | undefined;
}

const triggersOf = <T extends TriggerSpec['triggerType']>(
  { spec }: Deployed,
  type: T,
): readonly TriggerOf<T>[] =>
  spec.triggers.filter((each): each is TriggerOf<T> => each.triggerType === type);

/** The emulated Function Compute: deployed functions with their triggers. Nothing fires by itself before `open`. */
export const createPlatform = (options: PlatformOptions) => {
  const { functions, switches, clock } = options;
  const fc2Received: Fc2Invocation[] = [];
  const declared = new Set<string>();
  const need = (name: string): Deployed => {
    const found = deployed.get(name);
    if (found === undefined) throw new Error(`no function is called ${name}`);
    return found;
  };

  const settle = createSettlement(options, (name, event) => need(name).enqueue({ event }));
  const queue = createAsyncQueue(options, settle);
  const issue = createRoleCredentials(options.world.keys, clock.now);
  const deployed = new Map<string, Deployed>(
    functions.map((spec) => [spec.name, deploy(spec, queue, issue, options)]),
  );
  const timers = new Map<string, Timer[]>();
  let disconnect: () => void = () => undefined;

  return {
    functions,
    /** The invocation APIs 2023-03-30 and 2016-08-15. */
    services: [
      createFc3(options, deployed),
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
    invoke: async (name: string, event: Buffer): Promise<Outcome> =>
      need(name).run({ event, requestId: randomUUID(), mode: 'sync' }),
    /** Hands an event to the asynchronous queue and returns the request id. Throws for a function that is not deployed. */
    invokeAsync: (name: string, event: Buffer): string => need(name).enqueue({ event }).requestId,
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
          startTimer(each, trigger, clock, switches),
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
