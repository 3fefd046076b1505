import type { Outcome } from '../../peering/outcome.ts';
import { type HttpAnswer, json } from '../answer.ts';
import { httpFailures, problem } from '../problem.ts';
import type { Accepted, DryRun, Queued } from '../schema/answers.ts';

/** Seconds after which a look at the connection is worth while. */
const RETRY_AFTER = '2';

const pollHeaders = (location: string) => ({ location, 'retry-after': RETRY_AFTER });

const accepted = (it: Extract<Outcome, { outcome: 'created' | 'adopted' | 'done' }>): HttpAnswer =>
  json<Accepted>(
    202,
    {
      requestId: it.requestId,
      connection: { instanceId: it.instanceId, status: it.connection.status ?? 'Creating' },
      ...(it.outcome === 'done' ? {} : { adopted: it.outcome === 'adopted' }),
      ...(it.findings?.length ? { findings: it.findings } : {}),
    },
    pollHeaders(`/peerings/${it.instanceId}`),
  );

/** How an outcome is told over HTTP. */
export const answerOf = (outcome: Outcome): HttpAnswer => {
  switch (outcome.outcome) {
    case 'created':
    case 'adopted':
    case 'done':
      return accepted(outcome);
    case 'dry-run': {
      const { requestId, policy, findings, plan } = outcome;
      const planned = plan ? { plan: plan.entries, counts: plan.counts } : {};
      return json<DryRun>(200, {
        dryRun: true,
        passed: true,
        requestId,
        policy,
        findings,
        ...planned,
      });
    }
    case 'queued': {
      const { requestId, detail } = outcome;
      const location = `/peerings?requestId=${encodeURIComponent(requestId)}`;
      return json<Queued>(202, { requestId, status: 'Queued', detail }, pollHeaders(location));
    }
    case 'failed':
      return problem(outcome);
    case 'rejected': {
      const { requestId, errors } = outcome;
      return problem({ failure: httpFailures.invalid(errors.length), requestId, errors });
    }
  }
};
