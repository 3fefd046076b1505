import { randomUUID } from 'node:crypto';
import type { Activity } from '../../activity.ts';
import type { Clock } from '../../clock.ts';
import type { Journal } from '../../journal.ts';
import { instanceEnvironment } from '../instance/environment.ts';
import { startInstance } from '../instance/instance.ts';
import { createPool } from '../instance/pool.ts';
import type { InvocationResult } from '../instance/result.ts';
import type { FunctionSpec } from '../manifest/load.ts';
import type { PlatformPorts } from '../ports.ts';
import type { Switches } from '../switches.ts';
import { contextFor } from './context.ts';

/** One call of a function, whoever makes it. */
export interface Invocation {
  readonly event: Buffer;
  readonly requestId: string;
  readonly qualifier: string;
  /** For the journal: `sync`, `async`, `http`. */
  readonly mode: string;
}

/** `throttled`: no instance is free and no more may be started. */
export type Outcome = InvocationResult | 'throttled';

/** A function that can be called. */
export interface Deployed {
  readonly spec: FunctionSpec;
  /** Runs at once or is throttled; never rejects. */
  run(invocation: Invocation): Promise<Outcome>;
  /** Waits for a free instance first; throttled only when the platform is closing. */
  runInLine(invocation: Invocation): Promise<Outcome>;
  close(): Promise<void>;
}

export interface DeployOptions {
  readonly spec: FunctionSpec;
  readonly ports: Pick<PlatformPorts, 'issue'>;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'ahead'>;
  readonly activity: Activity;
  readonly switches: Switches;
  /** Most instances of this function at one time. */
  readonly instanceLimit: number;
}

const describe = (outcome: Outcome): string => {
  if (outcome === 'throttled') return 'throttled';
  return outcome.ok ? 'ok' : outcome.errorType;
};

/** Deploys a function: its code is loaded when it is first called. */
export const deploy = (options: DeployOptions): Deployed => {
  const { spec, ports, journal, clock, activity, switches } = options;

  let started = 0;

  const start = () => {
    const id = `c-${randomUUID()}`;
    const { skewMs } = switches;
    const skew = skewMs[started++ % skewMs.length] ?? 0;
    return startInstance({
      id,
      spec,
      environment: instanceEnvironment(spec, id, ports.issue(spec)),
      clockAheadMs: () => clock.ahead + skew,
      onLine: (line, stream, requestId) =>
        journal.record({
          kind: 'log',
          summary: line,
          detail: { function: spec.name, instance: id, stream, requestId },
        }),
      onDeath: (why) =>
        journal.record({
          kind: 'fault',
          summary: `${spec.name}: a process ended by itself (${why})`,
          detail: { function: spec.name, instance: id, why },
        }),
    });
  };

  const pool = createPool({
    limit: options.instanceLimit,
    freezes: () => switches.freeze,
    start,
  });

  const record = (invocation: Invocation, outcome: Outcome, durationMs: number): void => {
    const { requestId, mode } = invocation;
    const took = Math.round(durationMs);
    journal.record({
      kind: 'invoke',
      summary: `${spec.name} ${mode} ${describe(outcome)} ${took} ms`,
      detail: {
        function: spec.name,
        requestId,
        mode,
        outcome: describe(outcome),
        durationMs: took,
        ...(outcome === 'throttled' || outcome.ok ? {} : { error: outcome.body.toString() }),
      },
    });
  };

  const serve = async (
    invocation: Invocation,
    instance: ReturnType<typeof start> | undefined,
  ): Promise<Outcome> => {
    const since = performance.now();
    if (instance === undefined) return 'throttled';
    try {
      const context = contextFor(spec, ports.issue(spec), invocation);
      return await instance.invoke(invocation.event, context).then((outcome) => {
        record(invocation, outcome, performance.now() - since);
        return outcome;
      });
    } finally {
      pool.release(instance);
    }
  };

  const tracked = async (work: () => Promise<Outcome>): Promise<Outcome> => {
    const end = activity.begin();
    return work().finally(end);
  };

  return {
    spec,
    run: (invocation) =>
      tracked(async () => {
        const outcome = await serve(invocation, pool.tryAcquire());
        if (outcome === 'throttled') record(invocation, outcome, 0);
        return outcome;
      }),
    runInLine: (invocation) => tracked(async () => serve(invocation, await pool.acquire())),
    close: () => pool.close(),
  };
};
