import { type Context, emptyMemory } from '../../../lib/peering/context.ts';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { ApiError } from '../../../lib/peering/model/failure.ts';
import type { Log, PeeringApi, Sink, SinkResult } from '../../../lib/peering/ports.ts';
import type { AnyTask } from '../../../lib/peering/queue/task-schema.ts';
import type { Settings } from '../../../lib/peering/settings.ts';

export const ACCOUNT = '253460731706911258';
export const START = Date.parse('2026-11-29T08:00:00Z');

export const settings: Settings = {
  name: 'peerflow',
  source: 'peerflow',
  accountId: ACCOUNT,
  region: 'cn-hangzhou',
  regions: ['cn-hangzhou', 'cn-shanghai'],
  functions: {
    request: 'peerflow-request',
    worker: 'peerflow-worker',
    poller: 'peerflow-poller',
    accepter: 'peerflow-accepter',
    router: 'peerflow-router',
  },
  defaults: { routes: 'none', accept: 'manual', preflight: 'off' },
  policy: [{ name: 'all', effect: 'allow', when: {} }],
  routeTables: [],
  drift: 'off',
  driftEveryMs: 3_600_000,
  stallAfterMs: 600_000,
  language: 'en',
  failedQueue: 'peerflow-failed',
  parkedQueue: 'peerflow-parked',
};

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A task as the queue took it. */
export interface Enqueued {
  readonly functionName: string;
  readonly id: string;
  readonly delaySeconds: number;
  readonly task: AnyTask;
}

/** An error that a service answers with. */
export const apiError = (code: string, status = 400): ApiError =>
  new ApiError({ kind: 'api', operation: 'Test', code, message: code, status });

const unexpected = (operation: string) => async (): Promise<never> => {
  throw new Error(`${operation} was not expected`);
};

const noPeering: PeeringApi = {
  create: unexpected('create'),
  accept: unexpected('accept'),
  reject: unexpected('reject'),
  delete: unexpected('delete'),
  modify: unexpected('modify'),
  get: unexpected('get'),
  list: async () => ({ items: [] }),
  tagResources: unexpected('tagResources'),
  untagResources: unexpected('untagResources'),
  listTagResources: async () => ({ items: [] }),
};

/** A sink that answers as told and keeps what it took. */
export const sinkThat = (
  id: string,
  answer: (event: FollowUpEvent) => SinkResult | Promise<SinkResult> = () => ({ ok: true }),
) => {
  const taken: FollowUpEvent[] = [];
  const sink: Sink = {
    id,
    label: id,
    takes: () => true,
    send: async (event) => {
      const result = await answer(event);
      if (result.ok) taken.push(event);
      return result;
    },
  };
  return { sink, taken };
};

/** What the queue answers; it honours task ids by default. */
interface Enqueuing {
  readonly existing: boolean;
  readonly honoursIds?: boolean;
}

export interface FakeOptions {
  readonly peering?: Partial<PeeringApi>;
  readonly settings?: Partial<Settings>;
  readonly sinks?: readonly Sink[];
  /** What the queue answers to an enqueue; accepted as a new task by default. */
  readonly onEnqueue?: (task: Enqueued) => Enqueuing | Promise<Enqueuing>;
  readonly context?: Partial<Context>;
}

/**
 * A context of fakes under a virtual clock: sleeping moves the time, tasks and messages are kept, and calls that
 * a test did not provide for fail.
 */
export const fakeContext = (options: FakeOptions = {}) => {
  let now = START;
  let seed = 7;
  const tasks: Enqueued[] = [];
  const messages: { readonly queue: string; readonly body: string }[] = [];
  const lines: LogLine[] = [];
  const seen = new Set<string>();
  const at =
    (level: string) =>
    (msg: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, msg, fields });
    };
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: () => log,
  };
  const ctx: Context = {
    settings: { ...settings, ...options.settings },
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += Math.max(0, ms);
      },
    },
    random: () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    },
    log,
    deadline: { remaining: () => Math.max(0, START + 300_000 - now) },
    memory: emptyMemory(),
    peering: { ...noPeering, ...options.peering },
    tasks: {
      enqueue: async ({ functionName, id, delaySeconds, payload }) => {
        const enqueued = { functionName, id, delaySeconds, task: JSON.parse(payload) };
        const answer = options.onEnqueue
          ? await options.onEnqueue(enqueued)
          : { existing: seen.has(id) };
        seen.add(id);
        if (!answer.existing) tasks.push(enqueued);
        return { honoursIds: true, ...answer };
      },
    },
    messages: {
      send: async (queue, body) => {
        messages.push({ queue, body });
      },
      receive: async () => [],
      delete: async () => undefined,
    },
    sinks: options.sinks ?? [],
    deliveryMs: 6_500,
    network: async () => undefined,
    ...options.context,
  };
  return {
    ctx,
    tasks,
    messages,
    lines,
    advance: (ms: number) => {
      now += ms;
    },
    /** The tasks of one kind, in the order they were enqueued. */
    enqueued: <K extends AnyTask['peerflow']>(kind: K) =>
      tasks
        .map(({ task }) => task)
        .filter((task): task is Extract<AnyTask, { peerflow: K }> => task.peerflow === kind),
  };
};
