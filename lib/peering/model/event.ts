import type { ConnectionView, Status } from './connection.ts';
import type { Failure, Finding, RequestFinding } from './failure.ts';
import type { Action } from './request.ts';

export const EVENT_TYPES = [
  'peerflow:Connection:Creating',
  'peerflow:Connection:Adopted',
  'peerflow:Connection:Accepting',
  'peerflow:Connection:Expiring',
  'peerflow:Connection:Activated',
  'peerflow:Connection:Rejected',
  'peerflow:Connection:Expired',
  'peerflow:Connection:Deleted',
  'peerflow:Connection:Updated',
  'peerflow:Connection:Stalled',
  'peerflow:Connection:Failed',
  'peerflow:Request:Rejected',
  'peerflow:Routes:Ready',
  'peerflow:Routes:Partial',
  'peerflow:Routes:Failed',
  'peerflow:Routes:Removed',
  'peerflow:Routes:Drifted',
  'peerflow:Routes:Repaired',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** One field that an adopted connection has otherwise than the request asked. */
export interface Difference {
  readonly field: string;
  readonly asked: unknown;
  readonly actual: unknown;
}

/**
 * What became of a route entry, or how it stands: `created` by us, `present` though made by somebody else,
 * `partial` where narrower entries of others take part of it,
 * `conflict` with another entry or a rule, `failed` for the API refuses it, `handed-over` to the account
 * that has to make it, `unread` where its table cannot be read, `removed`, `pending` in the cloud, `missing`,
 * `surplus` where it leads to a range that the VPC across lost or from a table that is out of use, or `dangling`:
 * its connection is gone. In a plan before the create `missing` ones are to be created, `present` ones kept.
 */
export const ROUTE_RESULTS = [
  'created',
  'present',
  'partial',
  'conflict',
  'failed',
  'handed-over',
  'removed',
  'pending',
  'missing',
  'unread',
  'surplus',
  'dangling',
] as const;
export type RouteResult = (typeof ROUTE_RESULTS)[number];

/** One route entry as the router found or left it. */
export interface RouteFact {
  readonly regionId: string;
  readonly vpcId: string;
  /** Absent where the tables of the VPC cannot be read. */
  readonly routeTableId?: string;
  readonly destinationCidrBlock: string;
  readonly result: RouteResult;
  readonly detail?: string;
}

/** The routes that a request would get. */
export interface RoutesPlan {
  /**
   * At most 500, those in the way first: `missing` ones would be created, `present` ones kept, `conflict` ones are in
   * the way.
   */
  readonly entries: readonly RouteFact[];
  /** How many there are of each result in all. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ConnectionEventData {
  readonly requestId: string | null;
  readonly action: Action;
  readonly connection?: ConnectionView;
  readonly previousStatus?: Status | null;
  readonly adopted: boolean;
  /** The policy rule that decided, where policy was asked. */
  readonly policy?: { readonly rule: string; readonly effect: string };
  readonly findings?: readonly Finding[];
  readonly differences?: readonly Difference[];
  readonly failure?: Failure;
  /** Of `peerflow:Routes:*`, and of a create whose routes preflight planned. */
  readonly plan?: readonly RouteFact[];
  /** How many entries there are of each result; `plan` shows at most 50 of them. */
  readonly planCounts?: Readonly<Record<string, number>>;
  /** How many entries of which list were left out to keep the event within its size. */
  readonly omitted?: Readonly<Record<string, number>>;
}

export interface RejectedData {
  readonly requestId: string | null;
  readonly errors: readonly RequestFinding[];
  readonly errorCount: number;
  readonly original: {
    /** At most 6 KB of the original bytes. */
    readonly base64: string;
    readonly length: number;
    readonly sha256: string;
    readonly truncated: boolean;
  };
  /** How many entries of which list were left out to keep the event within its size. */
  readonly omitted?: Readonly<Record<string, number>>;
}

/** A follow-up event: CloudEvents 1.0, structured mode. `source` + `id` is what consumers dedupe on. */
export interface FollowUpEvent<D = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly traceparent?: string;
  readonly data: D;
}
