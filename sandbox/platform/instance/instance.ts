import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { FunctionSpec } from '../manifest/load.ts';

/** How one call of a handler ended. `body` is what a synchronous caller gets. */
export type InvocationResult =
  | { readonly ok: true; readonly body: Buffer }
  | {
      readonly ok: false;
      readonly errorType: 'HandledInvocationError' | 'UnhandledInvocationError';
      readonly body: Buffer;
    };

/** What a handler gets as its second argument, without the logger; here only the request matters. */
interface InvocationContext {
  readonly requestId: string;
}

export interface InstanceOptions {
  readonly id: string;
  readonly spec: FunctionSpec;
  readonly environment: Record<string, string>;
  /** How far its clock is ahead of real time, asked for each invocation. */
  clockAheadMs(): number;
  /** Every line the function writes, with the request it was serving. */
  onLine(line: string, stream: 'stdout' | 'stderr', requestId: string | undefined): void;
  /** The process ended although it was not stopped. */
  onDeath(why: string): void;
}

const BOOTSTRAP = fileURLToPath(new URL('../bootstrap/runtime.cjs', import.meta.url));

/** Longest time that loading a function's code may take, in milliseconds. */
const START_LIMIT = 60_000;

const startProcess = ({ spec, environment }: InstanceOptions): ChildProcess =>
  spawn(process.execPath, [BOOTSTRAP], {
    // Without its folder a process would not start at all; so it starts and says what is missing.
    cwd: existsSync(spec.code) ? spec.code : tmpdir(),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Events go as bytes: as text a large one would take several times its size in the instance.
    serialization: 'advanced',
  });

const described = {
  errorMessage: v.string(),
  errorType: v.string(),
  stackTrace: v.array(v.string()),
};

/** What an instance's runtime says to the platform. */
const FromInstance = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('broken'), ...described }),
  v.object({ kind: v.literal('answer'), id: v.number(), body: v.instance(Uint8Array) }),
  v.object({ kind: v.literal('error'), id: v.number(), handled: v.boolean(), ...described }),
]);

const failed = (body: object, isHandled = false): InvocationResult => ({
  ok: false,
  errorType: isHandled ? 'HandledInvocationError' : 'UnhandledInvocationError',
  body: Buffer.from(JSON.stringify(body)),
});

/** Function Compute 3.0: the process ended while it owed an answer. */
const exited = (durationMs: number): InvocationResult =>
  failed({
    errorMessage: `Process exited unexpectedly before completing request (duration: ${Math.round(durationMs)}ms, maxMemoryUsage: 0MB)`,
  });

/** Function Compute: the handler took longer than the function's timeout. */
const timedOut = (seconds: number): InvocationResult =>
  failed({ errorMessage: `Function timed out after ${seconds} seconds (maxMemoryUsage: 0MB)` });

const resultOf = (message: v.InferOutput<typeof FromInstance>): InvocationResult | undefined => {
  if (message.kind === 'ready') return undefined;
  if (message.kind === 'answer') return { ok: true, body: Buffer.from(message.body) };
  // Function Compute 3.0: an error that a handler threw, with its type and stack.
  const { errorMessage, errorType, stackTrace } = message;
  const isHandled = message.kind === 'error' && message.handled;
  return failed({ errorMessage, errorType, stackTrace }, isHandled);
};

interface Request {
  readonly id: number;
  readonly context: InvocationContext;
  readonly since: number;
  settle(result: InvocationResult): void;
}

const living = new Set<ChildProcess>();

// The exit of the sandbox takes its instances along, however it comes.
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Starts a process for a function, which serves one request at a time. It loads the code at once; `invoke` waits for that. */
export const startInstance = (options: InstanceOptions) => {
  const { spec } = options;
  const child = startProcess(options);
  living.add(child);
  let alive = true;
  let count = 0;
  let current: Request | undefined;
  let begun: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    begun = resolve;
  });

  const settle = (result: InvocationResult): void => {
    current?.settle(result);
    current = undefined;
  };

  const gone = new Promise<void>((resolve) => {
    const end = (why: string) => {
      if (alive) options.onDeath(why);
      alive = false;
      living.delete(child);
      begun();
      settle(exited(Date.now() - (current?.since ?? Date.now())));
      resolve();
    };
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    child.once('error', (error) => end(error.message));
  });

  child.on('message', (raw: unknown) => {
    if (!v.is(FromInstance, raw)) return;
    if (raw.kind === 'ready') begun();
    if (raw.kind === 'broken') alive = false;
    const result = resultOf(raw);
    const isOther = 'id' in raw && raw.id !== current?.id;
    if (result !== undefined && !isOther) settle(result);
  });

  const relay = (stream: Readable | null, name: 'stdout' | 'stderr'): void => {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) =>
      options.onLine(line, name, current?.context.requestId),
    );
  };
  relay(child.stdout, 'stdout');
  relay(child.stderr, 'stderr');

  const expire = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      alive = false;
      child.kill('SIGKILL');
      settle(timedOut(ms / 1000));
    }, ms);

  const begin = (context: InvocationContext): Promise<InvocationResult> =>
    new Promise((resolve) => {
      count += 1;
      current = { id: count, context, since: Date.now(), settle: resolve };
    });

  const hand = (event: Buffer): void => {
    if (!alive || current === undefined) return;
    const { id, context } = current;
    const message = { kind: 'invoke', id, event, context, aheadMs: options.clockAheadMs() };
    // A channel that closes under the message means a process that is ending: `exit` settles it.
    child.send(message, () => undefined);
  };

  return {
    id: options.id,
    pid: child.pid,
    get alive() {
      return alive;
    },
    /** Never rejects: whatever becomes of the process is a result. */
    invoke: async (event: Buffer, context: InvocationContext): Promise<InvocationResult> => {
      if (!alive) return exited(0);
      const result = begin(context);
      const starting = expire(START_LIMIT);
      await ready;
      clearTimeout(starting);
      const running = expire(spec.timeout * 1000);
      hand(event);
      return result.finally(() => clearTimeout(running));
    },
    /** Between invocations nothing of an instance runs. */
    freeze: (): void => {
      if (alive) child.kill('SIGSTOP');
    },
    thaw: (): void => {
      if (alive) child.kill('SIGCONT');
    },
    /** Ends the process; resolves when it is gone. */
    close: async (): Promise<void> => {
      alive = false;
      child.kill('SIGKILL');
      await gone;
    },
  };
};

export type Instance = ReturnType<typeof startInstance>;
