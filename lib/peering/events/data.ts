import type { ConnectionView } from '../model/connection.ts';
import type { ConnectionEventData, Difference, RouteFact } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Action } from '../model/request.ts';
import type { Status } from '../model/status.ts';
import { overlapFindings } from './overlap.ts';
import { withoutOurTags } from './view.ts';

interface Given {
  readonly requestId: string | null;
  readonly action: Action;
  readonly connection?: ConnectionView | undefined;
  readonly previousStatus?: Status | null | undefined;
  readonly adopted?: boolean | undefined;
  readonly policy?: ConnectionEventData['policy'] | undefined;
  readonly findings?: readonly Finding[] | undefined;
  readonly differences?: readonly Difference[] | undefined;
  readonly failure?: Failure | undefined;
  readonly plan?: readonly RouteFact[] | undefined;
  readonly planCounts?: ConnectionEventData['planCounts'] | undefined;
}

/** What preflight found wins over the same finding made from the observation. */
const allFindings = (given: Given): readonly Finding[] => {
  const known = given.findings ?? [];
  const seen = given.connection ? overlapFindings(given.connection) : [];
  return [...known, ...seen.filter(({ code }) => !known.some((each) => each.code === code))];
};

/** The `data` of every event about a connection; empty optional parts are left out. */
export const connectionData = (name: string, given: Given): ConnectionEventData => {
  const findings = allFindings(given);
  return {
    requestId: given.requestId,
    action: given.action,
    ...(given.connection ? { connection: withoutOurTags(given.connection, name) } : {}),
    previousStatus: given.previousStatus ?? null,
    adopted: given.adopted ?? false,
    ...(given.policy ? { policy: given.policy } : {}),
    ...(findings.length > 0 ? { findings } : {}),
    ...(given.differences ? { differences: given.differences } : {}),
    ...(given.failure ? { failure: given.failure } : {}),
    ...(given.plan ? { plan: given.plan } : {}),
    ...(given.planCounts ? { planCounts: given.planCounts } : {}),
  };
};
