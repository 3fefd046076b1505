import type { Connection, Tag } from './model/connection.ts';
import type { FollowUpEvent } from './model/event.ts';

/** Time as a port, so that tests and simulations drive it. All values in milliseconds. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void>;
}

/** A number in [0, 1). */
export type Random = () => number;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Log {
  debug(msg: string, fields?: Readonly<Record<string, unknown>>): void;
  info(msg: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(msg: string, fields?: Readonly<Record<string, unknown>>): void;
  error(msg: string, fields?: Readonly<Record<string, unknown>>): void;
  /** A log whose lines carry these fields as well, e.g. `{item: requestId}`. */
  with(fields: Readonly<Record<string, unknown>>): Log;
}

/** How much of the invocation is left. */
export interface Deadline {
  /** Milliseconds until the work must have been handed on; never negative. */
  remaining(): number;
}

export interface CreateInput {
  readonly regionId: string;
  readonly vpcId: string;
  readonly acceptingRegionId: string;
  readonly acceptingVpcId: string;
  readonly acceptingAliUid: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly bandwidth?: number | undefined;
  readonly linkType?: string | undefined;
  readonly resourceGroupId?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly clientToken: string;
  readonly tag: readonly Tag[];
}

export interface ModifyInput {
  readonly instanceId: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly bandwidth?: number | undefined;
  readonly linkType?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly clientToken: string;
}

export interface InstanceInput {
  readonly instanceId: string;
  readonly dryRun?: boolean | undefined;
  readonly clientToken: string;
}

export interface ListQuery {
  readonly regionId?: string | undefined;
  readonly instanceId?: string | undefined;
  readonly name?: string | undefined;
  /** At most two; one lists everything touching that VPC, two the pair. */
  readonly vpcIds?: readonly string[] | undefined;
  readonly tags?: readonly { readonly key: string; readonly value?: string }[] | undefined;
  readonly resourceGroupId?: string | undefined;
  /** 1 to 100. */
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string | undefined;
}

export interface TaggedResource {
  readonly resourceId: string;
  readonly tagKey: string;
  readonly tagValue: string;
}

/** VpcPeer 2022-01-01, as far as it is needed. Every method rejects with `ApiError` only. */
export interface PeeringApi {
  create(input: CreateInput): Promise<{ readonly instanceId: string; readonly requestId: string }>;
  accept(input: InstanceInput & { readonly resourceGroupId?: string | undefined }): Promise<void>;
  reject(input: InstanceInput): Promise<void>;
  delete(input: InstanceInput & { readonly force?: boolean | undefined }): Promise<void>;
  modify(input: ModifyInput): Promise<void>;
  get(instanceId: string): Promise<Connection>;
  list(query: ListQuery): Promise<Page<Connection>>;
  tagResources(input: {
    readonly regionId: string;
    readonly resourceIds: readonly string[];
    readonly tag: readonly Tag[];
  }): Promise<void>;
  untagResources(input: {
    readonly regionId: string;
    readonly resourceIds: readonly string[];
    readonly tagKeys: readonly string[];
  }): Promise<void>;
  listTagResources(query: {
    readonly regionId: string;
    readonly resourceIds?: readonly string[] | undefined;
    readonly tag?: readonly { readonly key: string; readonly value?: string }[] | undefined;
    readonly nextToken?: string | undefined;
  }): Promise<Page<TaggedResource>>;
}

/** Function Compute's asynchronous queue of our own functions (FC 3.0, task mode). */
export interface TaskQueue {
  /**
   * Hands a task on. `existing` is true where Function Compute says that a task of this id already exists;
   * `honoursIds` is false where the answer carries no `x-fc-async-task-id` (task mode is off or not offered).
   * Rejects with `ApiError`, also for every other 409.
   *
   * @param task `id` goes as `x-fc-async-task-id`, `delaySeconds` (0 to 3599) as `x-fc-async-delay` (no
   * header for 0), `payload` is the JSON text of the task
   */
  enqueue(task: {
    readonly functionName: string;
    readonly id: string;
    readonly delaySeconds: number;
    readonly payload: string;
  }): Promise<{ readonly existing: boolean; readonly honoursIds: boolean }>;
}

/** A message as Simple Message Queue hands it out. */
export interface ReceivedMessage {
  readonly body: string;
  readonly receiptHandle: string;
  /** Epoch milliseconds. */
  readonly enqueuedAt: number;
}

/** Simple Message Queue, for the queues of failed and parked tasks. Every method rejects with `ApiError`. */
export interface MessageQueues {
  /** `body` is sent Base64-encoded, as the triggers of s.yaml expect. */
  send(queue: string, body: string): Promise<void>;
  /** Up to `count` (1 to 16) messages; an empty queue answers an empty list. Does not wait. */
  receive(queue: string, count: number): Promise<readonly ReceivedMessage[]>;
  delete(queue: string, receiptHandle: string): Promise<void>;
}

/** What one sink did with one event. */
export type SinkResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /**
       * `too-large` (413) is final at this sink. `unavailable` (timeout, connection error, 5xx, 429) opens
       * the breaker; `refused` is every other answer. Both are retried for 24 h.
       */
      readonly kind: 'too-large' | 'refused' | 'unavailable';
      /** The service's own code where it has one, e.g. `QueueNotExist`; never a secret or a secret URL. */
      readonly code: string;
      readonly detail: string;
      readonly apiRequestId?: string | undefined;
      /** What the sink asked us to wait, in milliseconds. */
      readonly retryAfterMs?: number | undefined;
    };

/** A place that follow-up events go to. */
export interface Sink {
  /** First 16 hex of the SHA-256 of its URL without the fragment: what tasks name it by. */
  readonly id: string;
  /** For logs and health: scheme, and name or host; never a secret. */
  readonly label: string;
  /** Whether it takes events of this type (`#types=`). */
  takes(type: string): boolean;
  /** Sends one event within `timeoutMs`. Never rejects. */
  send(event: FollowUpEvent, timeoutMs: number): Promise<SinkResult>;
}
