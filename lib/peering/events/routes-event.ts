import { h } from '../hash.ts';
import type { FollowUpEvent, RouteFact } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Action } from '../model/request.ts';
import type { NamedConnection } from './connection-event.ts';
import { connectionData } from './data.ts';
import { type EventContext, enveloped, subjectOf } from './envelope.ts';
import { repeatableEventId } from './ids.ts';
import { countsOf } from './route-counts.ts';

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
