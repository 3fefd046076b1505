import { h } from '../hash.ts';
import type { ConnectionView, Status } from '../model/connection.ts';
import type {
  ConnectionEventData,
  Difference,
  FollowUpEvent,
  RejectedData,
  RouteFact,
  RoutesPlan,
} from '../model/event.ts';
import type { Failure, Finding, RequestFinding } from '../model/failure.ts';
import type { Action } from '../model/request.ts';
import type { StateWord } from '../state/tags.ts';
import { connectionData, countsOf } from './data.ts';
import {
  type EventContext,
  enveloped,
  failedEventId,
  rejectedEventId,
  repeatableEventId,
  statusEventId,
  subjectOf,
} from './envelope.ts';

/** A connection with a name; everything else may still be unknown. */
export type NamedConnection = ConnectionView & { readonly instanceId: string };

interface Facts extends EventContext {
  /** `null` when the connection carries no request id of ours. */
  readonly requestId: string | null;
  readonly action: Action;
  readonly connection: NamedConnection;
  /** What was announced before; absent or `null` when nothing was. */
  readonly previousStatus?: Status | null | undefined;
  readonly adopted?: boolean | undefined;
  readonly policy?: ConnectionEventData['policy'] | undefined;
  /** CIDR overlaps of the two sides are added by the builder. */
  readonly findings?: readonly Finding[] | undefined;
  readonly failure?: Failure | undefined;
  /** The routes that a create would get, where preflight looked at them. */
  readonly plan?: RoutesPlan | undefined;
}

export type ConnectionEventArgs = Facts &
  (
    | { readonly type: Exclude<StateWord, 'Requested'> }
    | {
        readonly type: 'Adopted' | 'Updated';
        readonly differences?: readonly Difference[] | undefined;
      }
    | { readonly type: 'Stalled' }
  );

const idOf = (args: ConnectionEventArgs): string => {
  const { instanceId } = args.connection;
  switch (args.type) {
    case 'Adopted':
    case 'Updated':
      return repeatableEventId(instanceId, args.type, h(args.requestId ?? ''));
    case 'Stalled':
      return repeatableEventId(
        instanceId,
        'Stalled',
        h(args.connection.status ?? '', args.requestId ?? ''),
      );
    default:
      return statusEventId(instanceId, args.type);
  }
};

/** `peerflow:Connection:{type}` about a connection that exists, or did. */
export const connectionEvent = (args: ConnectionEventArgs): FollowUpEvent =>
  enveloped(args, {
    type: `peerflow:Connection:${args.type}`,
    id: idOf(args),
    subject: subjectOf(args.connection),
    data: connectionData(args.name, {
      ...args,
      plan: args.plan?.entries,
      planCounts: args.plan?.counts,
      adopted: args.adopted ?? args.type === 'Adopted',
      differences: 'differences' in args ? args.differences : undefined,
    }),
  });

export interface FailedEventArgs extends EventContext {
  readonly requestId: string;
  /** Epoch ms of the request, the same in every repetition. */
  readonly arrival: number;
  readonly action: Action;
  readonly failure: Failure;
  /** What was asked (`askedView`) or observed; it also gives the subject. */
  readonly connection?: ConnectionView | undefined;
  readonly previousStatus?: Status | null | undefined;
  readonly policy?: ConnectionEventData['policy'] | undefined;
  readonly findings?: readonly Finding[] | undefined;
  /** The routes that a create would have got, where preflight looked at them. */
  readonly plan?: RoutesPlan | undefined;
}

/** `peerflow:Connection:Failed`: the request cannot be fulfilled; `failure` says why and what to do. */
export const failedEvent = (args: FailedEventArgs): FollowUpEvent =>
  enveloped(args, {
    type: 'peerflow:Connection:Failed',
    id: failedEventId(args),
    subject: subjectOf(args.connection),
    data: connectionData(args.name, {
      ...args,
      plan: args.plan?.entries,
      planCounts: args.plan?.counts,
    }),
  });

export interface RejectedEventArgs extends EventContext {
  /** The request id if one could be read. */
  readonly requestId: string | null;
  /** The id that the message's envelope gave; absent for messages without one. */
  readonly messageId?: string | undefined;
  readonly errors: readonly RequestFinding[];
  /** How many there were in all. */
  readonly errorCount: number;
  /** Lower-case hex SHA-256 of all the bytes, their length, and at most 6 KB of them. */
  readonly original: RejectedData['original'];
}

/** `peerflow:Request:Rejected`: an item that is no valid request. It has no subject. */
export const rejectedEvent = (args: RejectedEventArgs): FollowUpEvent => {
  const { base64, length, sha256, truncated } = args.original;
  return enveloped(args, {
    type: 'peerflow:Request:Rejected',
    id: rejectedEventId(args.messageId ?? '', sha256),
    subject: undefined,
    data: {
      requestId: args.requestId,
      errors: args.errors.map(({ pointer, detail }) => ({ pointer, detail })),
      errorCount: args.errorCount,
      original: { base64, length, sha256, truncated },
    } satisfies RejectedData,
  });
};

export interface RoutesEventArgs extends EventContext {
  readonly type: 'Ready' | 'Partial' | 'Failed' | 'Removed' | 'Drifted' | 'Repaired';
  /** The plan or the finding as canonical text: the same plan announced twice is one event. */
  readonly plan: string;
  /** The instance where Activated woke the router, who asked, or the UTC date of drift and repair. */
  readonly cause: string;
  readonly requestId: string | null;
  readonly action: Action;
  readonly connection: NamedConnection;
  /** All of them; the event shows the first 50 and counts the rest. */
  readonly routes: readonly RouteFact[];
  readonly findings?: readonly Finding[] | undefined;
  readonly failure?: Failure | undefined;
}

/** `peerflow:Routes:{type}` from the router. */
export const routesEvent = ({ plan, ...args }: RoutesEventArgs): FollowUpEvent =>
  enveloped(args, {
    type: `peerflow:Routes:${args.type}`,
    id: repeatableEventId(args.connection.instanceId, `Routes${args.type}`, h(plan, args.cause)),
    subject: subjectOf(args.connection),
    data: connectionData(args.name, {
      ...args,
      plan: args.routes,
      planCounts: countsOf(args.routes),
    }),
  });
