import { identify } from '../handlers/identity.ts';
import { processTasks } from '../handlers/process.ts';
import { factsOf } from '../handlers/tasks.ts';
import type { Action } from '../peering/model/request.ts';
import type { Outcome } from '../peering/outcome.ts';
import { validateRequest } from '../peering/request/validate.ts';
import { type HttpAnswer, json } from './answer.ts';
import { readBody } from './body.ts';
import type { Endpoint, HttpCase } from './case.ts';
import { inLanguage, languageOf } from './language.ts';
import { httpFailures, problem } from './problem.ts';

/** Transient trouble is waited out this long while the caller waits, in ms. */
const PATIENCE_MS = 3_000;
/** Seconds after which a look at the connection is worth while. */
const RETRY_AFTER = '2';

const pollHeaders = (location: string) => ({ location, 'retry-after': RETRY_AFTER });

const answers: {
  [K in Outcome['outcome']]: (outcome: Extract<Outcome, { outcome: K }>) => HttpAnswer;
} = {
  created: (it) => accepted(it),
  adopted: (it) => accepted(it),
  done: (it) => accepted(it),
  'dry-run': ({ requestId, policy, findings }) =>
    json(200, { dryRun: true, passed: true, requestId, policy, findings }),
  queued: ({ requestId, detail }) =>
    json(
      202,
      { requestId, status: 'Queued', detail },
      pollHeaders(`/peerings?requestId=${encodeURIComponent(requestId)}`),
    ),
  failed: ({ requestId, failure, policy }) => problem({ failure, requestId, policy }),
  rejected: ({ requestId, errors }) =>
    problem({ failure: httpFailures.invalid(errors.length), requestId, errors }),
};

const accepted = (it: Extract<Outcome, { outcome: 'created' | 'adopted' | 'done' }>): HttpAnswer =>
  json(
    202,
    {
      requestId: it.requestId,
      connection: { instanceId: it.instanceId, status: it.connection.status ?? 'Creating' },
      ...(it.outcome === 'done' ? {} : { adopted: it.outcome === 'adopted' }),
      ...(it.findings?.length ? { findings: it.findings } : {}),
    },
    pollHeaders(`/peerings/${it.instanceId}`),
  );

const answerOf = (outcome: Outcome): HttpAnswer => {
  const answer: (outcome: never) => HttpAnswer = answers[outcome.outcome];
  return answer(outcome as never);
};

const force = ({ call }: HttpCase): Readonly<Record<string, unknown>> =>
  call.query.force === undefined
    ? {}
    : { force: { true: true, '': true, false: false }[call.query.force] ?? call.query.force };

const perform = async (it: HttpCase, action: Action): Promise<HttpAnswer> => {
  const read = readBody(it.call);
  if (!read.ok) return problem({ failure: read.failure, requestId: it.id.value });
  const { ctx, params } = it;
  const valid = validateRequest(
    { ...read.body, ...(action === 'delete' ? force(it) : {}) },
    {
      ...factsOf(ctx),
      action,
      ...(params.instanceId === undefined ? {} : { instanceId: params.instanceId }),
    },
  );
  if (!valid.ok)
    return problem({
      failure: httpFailures.invalid(valid.errors.length),
      requestId: valid.requestId ?? it.id.value,
      errors: valid.errors,
    });
  const now = ctx.clock.now();
  const asked = identify(valid.request, valid.requestId, it.id);
  const { ended, queued, lost } = await processTasks(
    ctx,
    [{ position: 0, asked, since: now, tries: 0, due: now }],
    { answering: true, patienceMs: PATIENCE_MS },
  );
  if (lost.length > 0)
    return problem({
      failure: httpFailures.unavailable('the continuation was not acknowledged'),
      requestId: asked.requestId,
    });
  const detail = queued[0]?.detail ?? '';
  const outcome = ended.get(0) ?? { outcome: 'queued', requestId: asked.requestId, detail };
  if (outcome.outcome !== 'failed') return answerOf(outcome);
  const failure = await inLanguage(outcome.failure, languageOf(it.call));
  return answerOf({ ...outcome, failure });
};

/** The endpoint of an action: validate, try for three seconds, then queue. */
export const write =
  (action: Action): Endpoint =>
  (it) =>
    perform(it, action);
