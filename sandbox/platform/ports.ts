import type { Key } from '../cloud/credentials.ts';
import type { HttpRequest } from '../http/types.ts';
import type { FunctionSpec } from './manifest/load.ts';

/** Credentials of a function's role for one invocation. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** Says whether a key may do something with a resource, given by its name (ARN): what RAM evaluates. */
export type Allows = (key: Key, action: string, resource: string) => boolean;

export type RetryStrategy = 'BACKOFF_RETRY' | 'EXPONENTIAL_DECAY_RETRY';

/** What the sources of triggers do with what a function did not take. */
export interface Retrying {
  readonly strategy: RetryStrategy;
  /** `ALL`: after the retries on to the dead-letter queue or nowhere; `NONE`: the stream blocks. */
  readonly tolerance: 'ALL' | 'NONE';
  /** Name of an SMQ queue. */
  readonly deadLetterQueue?: string | undefined;
}

/** How an EventBridge stream reads an SMQ queue. */
export interface QueueReading {
  readonly queue: string;
  /** Most messages of one delivery. */
  readonly batch: number;
  /** How long a delivery waits for more messages, in milliseconds. */
  readonly windowMs: number;
  readonly isBase64Decode: boolean;
  /** CloudEvents source of what arrives: `MNS-{function}-{trigger}`. */
  readonly source: string;
  /** Event pattern of what is wanted; the rest is thrown away. */
  readonly pattern: unknown;
  readonly retrying: Retrying;
}

/** What a topic hands to its subscribers. */
export interface TopicMessage {
  readonly messageId: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly publishTime: number;
  readonly tag?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** A function's answer to a source: only `true` means that it took the delivery. */
export type Take<T> = (delivery: T) => Promise<boolean>;

/** Where triggers get their events from. Each call returns the way to stop. */
export interface Sources {
  /** CloudEvents (`mns:Queue:SendMessage`) in batches. */
  queue(reading: QueueReading, take: Take<readonly unknown[]>): () => void;
  topic(
    subscription: {
      readonly topic: string;
      readonly name: string;
      readonly filterTag?: string | undefined;
      readonly strategy: RetryStrategy;
    },
    take: Take<TopicMessage>,
  ): () => void;
  /** A rule on a bus: single CloudEvents that match an event pattern. */
  bus(
    rule: {
      readonly name: string;
      readonly bus: string;
      readonly pattern: unknown;
      readonly retrying: Retrying;
    },
    take: Take<unknown>,
  ): () => void;
}

/** The result of an asynchronous invocation on its way to a bus. */
export interface DestinationEvent {
  readonly requestId: string;
  readonly functionArn: string;
  readonly succeeded: boolean;
  /** As the other destinations get it. */
  readonly data: unknown;
}

/** What the platform needs of the rest of the sandbox. */
export interface PlatformPorts {
  /** Credentials of the function's role, valid on the sandbox's clock. */
  issue(spec: FunctionSpec): IssuedCredentials;
  /**
   * The key that made an ACS3-HMAC-SHA256 signature: API calls and HTTP triggers of authType `function`.
   *
   * @throws {CloudFault} 403
   */
  readonly callerOf: (request: HttpRequest) => Key;
  /** The key that made a Function Compute 2.0 signature; throws as `callerOf`. */
  readonly callerOfFc2: (request: HttpRequest) => Key;
  readonly allows: Allows;
  /** Whether a function's role may do something. */
  readonly roleAllows: (spec: FunctionSpec, action: string, resource: string) => boolean;
  /** Where results of asynchronous invocations go; all throw for what is not declared or too large. */
  readonly destinations: {
    queue(name: string, body: string): void;
    topic(name: string, body: string): void;
    bus(name: string, result: DestinationEvent): void;
  };
  readonly sources: Sources;
}
