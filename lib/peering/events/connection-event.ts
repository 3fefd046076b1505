import { h } from '../hash.ts';
import type { Connection, ConnectionView } from '../model/connection.ts';
import type { ConnectionEventData, Difference, EventType, FollowUpEvent } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import type { Action } from '../model/request.ts';
import type { Status } from '../model/status.ts';
import type { Verdict } from '../policy/rule.ts';
import { envelope, type Stamp } from './envelope.ts';
import { withinLimit } from './fit.ts';
import { connectionSubject, overlapFindings } from './view.ts';

/** Facts that every event about a connection carries. */
export interface ConnectionFacts {
  readonly requestId: string | null;
  readonly action: Action;
  readonly connection: ConnectionView & Pick<Connection, 'instanceId'>;
  readonly previousStatus?: Status | null | undefined;
  readonly adopted?: boolean | undefined;
  readonly policy?: Verdict | undefined;
  readonly findings?: readonly Finding[] | undefined;
  readonly differences?: readonly Difference[] | undefined;
}

type Kind =
  | 'Creating'
  | 'Adopted'
  | 'Accepting'
  | 'Activated'
  | 'Rejected'
  | 'Expired'
  | 'Deleted'
  | 'Updated'
  | 'Stalled';

const typeOf = (kind: Kind): EventType => `peerflow:Connection:${kind}`;

const dataOf = (facts: ConnectionFacts): ConnectionEventData => {
  const findings = [...(facts.findings ?? []), ...overlapFindings(facts.connection)];
  return {
    requestId: facts.requestId,
    action: facts.action,
    connection: facts.connection,
    previousStatus: facts.previousStatus ?? null,
    adopted: facts.adopted ?? false,
    ...(facts.policy ? { policy: facts.policy } : {}),
    ...(findings.length > 0 ? { findings } : {}),
    ...(facts.differences ? { differences: facts.differences } : {}),
  };
};

/**
 * An event about a connection. `suffix` makes the id of those kinds that can happen more than once:
 * `h(request id)` for Adopted and Updated, `h(what is pending)` for Stalled.
 */
export const connectionEvent = (
  kind: Kind,
  facts: ConnectionFacts,
  stamp: Stamp,
  suffix?: string,
): FollowUpEvent<ConnectionEventData> => {
  const { instanceId } = facts.connection;
  return withinLimit(
    envelope(stamp, {
      type: typeOf(kind),
      id: `${instanceId}-${kind}${suffix === undefined ? '' : `-${suffix}`}`,
      subject: connectionSubject(facts.connection, instanceId),
      data: dataOf(facts),
    }),
  );
};

/** The suffix of an Adopted or Updated id. */
export const requestSuffix = (requestId: string): string => h(requestId);
