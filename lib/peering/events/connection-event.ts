import { h } from '../hash.ts';
import type { ConnectionView } from '../model/connection.ts';
import type { ConnectionEventData, Difference, FollowUpEvent, RoutesPlan } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Action } from '../model/request.ts';
import type { Status } from '../model/status.ts';
import type { StateWord } from '../state/state.ts';
import { connectionData } from './data.ts';
import { type EventContext, enveloped, subjectOf } from './envelope.ts';
import { repeatableEventId, statusEventId } from './ids.ts';

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
      differences: 'differences' in args ? (args.differences ?? []) : undefined,
    }),
  });
