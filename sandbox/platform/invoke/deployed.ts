import { randomUUID } from 'node:crypto';
import { type Instance, type InvocationResult, startInstance } from '../instance/instance.ts';
import { createPool } from '../instance/pool.ts';
import type { FunctionSpec } from '../manifest/load.ts';
import type { PlatformOptions } from '../platform.ts';
import type { RoleCredentials } from '../roles.ts';
import type { Accepted, AsyncQueue, AsyncRequest } from './async-queue.ts';

/** One call of a function, whoever makes it. */
export interface Invocation {
  readonly event: Buffer;
  readonly requestId: string;
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
  /** Hands an invocation to the asynchronous queue. Throws `CloudFault` for a task id that was seen before. */
  enqueue(request: AsyncRequest): Accepted;
  close(): Promise<void>;
}

const INSTANCE_LIMIT = 10;

/**
 * Environment variables of one instance, and nothing of the sandbox's own.
 *
 * Function Compute 3.0 (Debian 10 runtimes): its `FC_*` variables win over the function's, and the
 * role's credentials are there as they were when the instance began.
 */
const environmentOf = (
  spec: FunctionSpec,
  instanceId: string,
  credentials: RoleCredentials,
): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  LANG: 'en_US.UTF-8',
  TZ: 'UTC',
  ...spec.environment,
  ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: credentials.securityToken,
  FC_FUNC_CODE_PATH: spec.code,
  FC_ACCOUNT_ID: spec.accountId,
  FC_FUNCTION_HANDLER: spec.handler,
  FC_FUNCTION_MEMORY_SIZE: String(spec.memorySize),
  FC_FUNCTION_NAME: spec.name,
  FC_REGION: spec.region,
  FC_CUSTOM_LISTEN_PORT: '9000',
  FC_INSTANCE_ID: instanceId,
  FC_VER_ID: 'LATEST',
});

/** The `context` of one invocation; in 3.0 `service` has no name any more. */
const contextOf = (
  { name, handler, memorySize, timeout, region, accountId }: FunctionSpec,
  credentials: RoleCredentials,
  requestId: string,
) => ({
  requestId,
  credentials,
  function: { name, handler, memory: memorySize, timeout },
  service: { logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
  region,
  accountId,
});

/** Deploys a function: its code is loaded when it is first called. */
export const deploy = (
  spec: FunctionSpec,
  queue: AsyncQueue,
  issue: (spec: FunctionSpec) => RoleCredentials,
  { journal, clock, activity, switches, instanceLimit = INSTANCE_LIMIT }: PlatformOptions,
): Deployed => {
  let started = 0;

  const start = (): Instance => {
    const id = `c-${randomUUID()}`;
    const about = { function: spec.name, instance: id };
    const { skewMs } = switches;
    const skew = skewMs[started++ % skewMs.length] ?? 0;
    return startInstance({
      id,
      spec,
      environment: environmentOf(spec, id, issue(spec)),
      clockAheadMs: () => clock.ahead + skew,
      onLine: (summary, stream, requestId) =>
        journal.record({ kind: 'log', summary, detail: { ...about, stream, requestId } }),
      onDeath: (why) => {
        const summary = `${spec.name}: a process ended by itself (${why})`;
        journal.record({ kind: 'fault', summary, detail: { ...about, why } });
      },
    });
  };

  const pool = createPool(instanceLimit, start, () => switches.freeze);

  const record = ({ requestId, mode }: Invocation, result: Outcome, since: number): void => {
    const durationMs = Math.round(performance.now() - since);
    const isFailure = result !== 'throttled' && !result.ok;
    const outcome = result === 'throttled' ? result : result.ok ? 'ok' : result.errorType;
    const error = isFailure ? { error: result.body.toString() } : {};
    journal.record({
      kind: 'invoke',
      summary: `${spec.name} ${mode} ${outcome} ${durationMs} ms`,
      detail: { function: spec.name, requestId, mode, outcome, durationMs, ...error },
    });
  };

  const serve = async (
    invocation: Invocation,
    choose: () => Instance | undefined | Promise<Instance | undefined>,
  ): Promise<Outcome> => {
    const end = activity.begin();
    const instance = await choose();
    const since = performance.now();
    try {
      if (instance === undefined) return 'throttled';
      const context = contextOf(spec, issue(spec), invocation.requestId);
      const outcome = await instance.invoke(invocation.event, context);
      record(invocation, outcome, since);
      return outcome;
    } finally {
      if (instance !== undefined) pool.release(instance);
      end();
    }
  };

  const deployed: Deployed = {
    spec,
    run: async (invocation) => {
      const outcome = await serve(invocation, () => pool.tryAcquire());
      if (outcome === 'throttled') record(invocation, outcome, performance.now());
      return outcome;
    },
    runInLine: (invocation) => serve(invocation, () => pool.acquire()),
    enqueue: (request) => queue.enqueue(deployed, request),
    close: () => pool.close(),
  };
  return deployed;
};
