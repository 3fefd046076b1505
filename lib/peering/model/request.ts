import type { Tag } from './connection.ts';

/**
 * Where a request came from: read from the outermost envelope once, and carried along in every task and log
 * line that follows from it.
 */
export interface Origin {
  /**
   * The door: `http`, `smq:{queue}`, `smq-topic:{topic}`, `eventbridge:{source}`, `rocketmq:{topic}`,
   * `kafka:{topic}`, `rabbitmq:{queue}`, `destination:{function}`, `timer` or `direct`.
   */
  readonly via: string;
  /** The message's own time in epoch milliseconds: SMQ enqueue time, CloudEvents `time`, Kafka `timestamp`. */
  readonly arrival?: number | undefined;
  /** W3C trace context, if the message had one that is well formed. */
  readonly traceparent?: string | undefined;
  /** Who asked, where the trigger names it: JWT subject, account of the sender. */
  readonly principal?: string | undefined;
}

export const ACTIONS = ['create', 'accept', 'reject', 'modify', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

export const ROUTES = ['both', 'requester', 'accepter', 'none'] as const;
export type RoutesChoice = (typeof ROUTES)[number];

export const ACCEPT = ['auto', 'manual'] as const;
export type AcceptChoice = (typeof ACCEPT)[number];

export const PREFLIGHT = ['strict', 'warn', 'off'] as const;
export type PreflightChoice = (typeof PREFLIGHT)[number];

/**
 * A validated CreateVpcPeerConnection request. Defaults are filled in
 * (`acceptingRegionId`, `acceptingAliUid`, `routes`, `accept`, `preflight`, `dryRun`, `tag`).
 */
export interface CreateRequest {
  readonly action: 'create';
  readonly regionId: string;
  readonly vpcId: string;
  readonly acceptingRegionId: string;
  readonly acceptingVpcId: string;
  readonly acceptingAliUid: string;
  readonly name?: string;
  readonly description?: string;
  readonly dryRun: boolean;
  readonly clientToken?: string;
  readonly resourceGroupId?: string;
  /** Mbit/s, between regions only. */
  readonly bandwidth?: number;
  readonly linkType?: string;
  readonly tag: readonly Tag[];
  readonly routes: RoutesChoice;
  readonly accept: AcceptChoice;
  readonly preflight: PreflightChoice;
}

interface OnInstance {
  readonly instanceId: string;
  readonly dryRun: boolean;
  readonly clientToken?: string;
}

export interface AcceptRequest extends OnInstance {
  readonly action: 'accept';
  readonly resourceGroupId?: string;
}

export interface RejectRequest extends OnInstance {
  readonly action: 'reject';
}

export interface ModifyRequest extends OnInstance {
  readonly action: 'modify';
  readonly name?: string;
  readonly description?: string;
  readonly bandwidth?: number;
  readonly linkType?: string;
  /** The routes that are wanted from now on. */
  readonly routes?: RoutesChoice;
}

export interface DeleteRequest extends OnInstance {
  readonly action: 'delete';
  readonly force: boolean;
}

export type InstanceRequest = AcceptRequest | RejectRequest | ModifyRequest | DeleteRequest;
export type Request = CreateRequest | InstanceRequest;

/**
 * Where a request id came from, which decides what a replay means (docs/requests.md):
 * `explicit` (field or Idempotency-Key) and `message` ids name one request, a replay of it ends there;
 * `pair` means "these two should be connected", so a dead connection is made anew;
 * `invocation` is unique to one HTTP call.
 */
export const ID_KINDS = ['explicit', 'message', 'pair', 'invocation'] as const;
export type IdKind = (typeof ID_KINDS)[number];

/** A request with its identity, as every later step sees it. */
export interface IdentifiedRequest<R extends Request = Request> {
  readonly requestId: string;
  readonly idKind: IdKind;
  readonly request: R;
  readonly origin: Origin;
  /**
   * Epoch milliseconds: the message's own time, else the time of the first invocation. The same in every
   * repetition, so that a failure is announced under one id.
   */
  readonly arrival: number;
}
