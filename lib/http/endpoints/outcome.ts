import type { Outcome } from '../../peering/attempt.ts';
import type { RoutesPlan } from '../../peering/model/event.ts';
import { json, type Reply } from '../answer.ts';
import { invalidRequest, problem } from '../problem.ts';
import type { Accepted, DryRun, Queued } from '../schema/answers.ts';

/** Seconds after which a look at the connection is worth while. */
const RETRY_AFTER = '2';

export const pollHeaders = (location: string) => ({ location, 'retry-after': RETRY_AFTER });

type Done = Extract<Outcome, { outcome: 'created' | 'adopted' | 'done' }>;
type Waiting = Extract<Outcome, { outcome: 'queued' }>;

const shown = ({
  instanceId,
  connection,
}: Pick<Done, 'instanceId' | 'connection'>): Accepted['connection'] => ({
  instanceId,
  status: connection.status ?? 'Creating',
});

/** The routes that preflight planned. */
const planned = (plan: RoutesPlan | undefined) =>
  plan ? { plan: plan.entries, counts: plan.counts } : {};

const accepted = (it: Done): Reply =>
  json<Accepted>(
    202,
    {
      requestId: it.requestId,
      connection: shown(it),
      ...(it.outcome === 'done' ? {} : { adopted: it.outcome === 'adopted' }),
      ...(it.findings?.length ? { findings: it.findings } : {}),
      ...(it.differences ? { differences: it.differences } : {}),
      ...planned(it.plan),
    },
    pollHeaders(`/peerings/${it.instanceId}`),
  );

/** A delete whose routes go first names its connection; everything else that waits is found by its request. */
const queued = ({ requestId, detail, instanceId, connection }: Waiting): Reply => {
  const isKnown = instanceId !== undefined && connection !== undefined;
  const location = isKnown
    ? `/peerings/${instanceId}`
    : `/peerings?requestId=${encodeURIComponent(requestId)}`;
  return json<Queued>(
    202,
    {
      requestId,
      status: 'Queued',
      detail,
      ...(isKnown ? { connection: shown({ instanceId, connection }) } : {}),
    },
    pollHeaders(location),
  );
};

const dryRun = ({
  requestId,
  policy,
  findings,
  plan,
}: Extract<Outcome, { outcome: 'dry-run' }>): Reply =>
  json<DryRun>(200, {
    dryRun: true,
    passed: true,
    requestId,
    policy,
    findings,
    ...planned(plan),
  });

/** How an outcome is answered over HTTP. */
export const answerOf = (outcome: Outcome): Reply => {
  switch (outcome.outcome) {
    case 'created':
    case 'adopted':
    case 'done':
      return accepted(outcome);
    case 'dry-run':
      return dryRun(outcome);
    case 'queued':
      return queued(outcome);
    case 'failed':
      return problem(outcome);
    case 'rejected':
      return invalidRequest(outcome.errors, outcome.requestId);
  }
};
