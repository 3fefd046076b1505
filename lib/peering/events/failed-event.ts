import type { ConnectionView } from '../model/connection.ts';
import type { ConnectionEventData, FollowUpEvent, RoutesPlan } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Action } from '../model/request.ts';
import type { Status } from '../model/status.ts';
import { connectionData } from './data.ts';
import { type EventContext, enveloped, subjectOf } from './envelope.ts';
import { failedEventId } from './ids.ts';

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
