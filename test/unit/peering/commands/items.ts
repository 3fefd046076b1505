import type { Attempt, AttemptOptions, Outcome } from '../../../../lib/peering/attempt.ts';
import type { IdKind, InstanceRequest, Request } from '../../../../lib/peering/model/request.ts';
import type { WorkItem } from '../../../../lib/peering/queue/backoff.ts';
import { START } from '../../support/context.ts';

/** A first try of a queued request. */
export const FIRST: AttemptOptions = { isAnswering: false, isLastLook: false };
/** A try that an HTTP caller waits for. */
export const ANSWERING: AttemptOptions = { isAnswering: true, isLastLook: false };
export const LAST_LOOK: AttemptOptions = { isAnswering: false, isLastLook: true };

/** A request as it came by a queue message. */
export const itemOf = <R extends Request>(
  request: R,
  more: Partial<WorkItem<R>> = {},
  { requestId = 'request-0', idKind = 'message' }: { requestId?: string; idKind?: IdKind } = {},
): WorkItem<R> => ({
  position: 0,
  identified: {
    requestId,
    idKind,
    request,
    origin: { via: 'smq:peerflow-requests' },
    arrival: START,
  },
  tries: 0,
  spent: {},
  due: START,
  ...more,
});

const BASE = { instanceId: 'pcc-1', dryRun: false } as const;

export const acceptRequest = { ...BASE, action: 'accept' } as const satisfies InstanceRequest;
export const rejectRequest = { ...BASE, action: 'reject' } as const satisfies InstanceRequest;
export const modifyRequest = {
  ...BASE,
  action: 'modify',
  name: 'new',
} as const satisfies InstanceRequest;
export const deleteRequest = {
  ...BASE,
  action: 'delete',
  force: false,
} as const satisfies InstanceRequest;

/** The outcome of an attempt that must have ended. */
export const outcomeOf = (attempt: Attempt): Outcome => {
  if (attempt.kind === 'wait') throw new Error(`It waits: ${attempt.reason} ${attempt.detail}`);
  return attempt.outcome;
};

/** The code that an attempt failed with. */
export const codeOf = (attempt: Attempt): string => {
  const outcome = outcomeOf(attempt);
  if (outcome.outcome !== 'failed') throw new Error(`It did not fail: ${outcome.outcome}`);
  return outcome.failure.code;
};
