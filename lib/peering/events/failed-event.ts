import type { ConnectionView } from '../model/connection.ts';
import type { ConnectionEventData, FollowUpEvent } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Action } from '../model/request.ts';
import type { Status } from '../model/status.ts';
import { connectionData } from './data.ts';
import { type EventContext, enveloped, subjectOf } from './envelope.ts';
import { failedEventId } from './ids.ts';

export interface FailedEventArgs extends EventContext {
  readonly requestId: string | null;
  /** Stands for the request id in the event's id where a mark keeps no more of it than a hash. */
  readonly key?: string | undefined;
  readonly action: Action;
  readonly failure: Failure;
  /** What was asked (`askedView`) or observed; it also gives the subject. */
  readonly connection?: ConnectionView | undefined;
  readonly previousStatus?: Status | null | undefined;
  readonly policy?: ConnectionEventData['policy'] | undefined;
  readonly findings?: readonly Finding[] | undefined;
}

/** `peerflow:Connection:Failed`: the request cannot be fulfilled; `failure` says why and what to do. */
export const failedEvent = (args: FailedEventArgs): FollowUpEvent =>
  enveloped(args, {
    type: 'peerflow:Connection:Failed',
    id: failedEventId(args.key ?? args.requestId ?? '', args.action, args.failure.code),
    subject: subjectOf(args.connection),
    data: connectionData(args.name, args),
  });
