import { identify } from '../../handlers/identity.ts';
import { type Lost, processTasks } from '../../handlers/process.ts';
import { failureOf } from '../../peering/errors/failure.ts';
import { ApiError } from '../../peering/model/api-error.ts';
import type { Failure } from '../../peering/model/failure.ts';
import type { Action } from '../../peering/model/request.ts';
import type { HttpAnswer } from '../answer.ts';
import type { Endpoint, HttpCase } from '../context.ts';
import { httpFailures, problem } from '../problem.ts';
import { answerOf } from './outcome.ts';
import { readRequest } from './read-request.ts';

/** Transient trouble is waited out this long while the caller waits, in ms. */
const PATIENCE_MS = 3_000;

/** What neither ended nor could be handed on: a question, or a service that nobody gets through to. */
const lostFailure = async ({ task, step }: Lost): Promise<Failure> => {
  const error = step?.error instanceof ApiError ? step.error : undefined;
  const isTold = task.asked.request.dryRun || step?.reason === 'throttled';
  if (error === undefined || !isTold)
    return httpFailures.unavailable(step?.detail ?? 'the continuation was not acknowledged');
  return { ...(await failureOf(error)), retryable: true };
};

const answerLost = async (lost: Lost): Promise<HttpAnswer> =>
  problem({
    failure: await lostFailure(lost),
    requestId: lost.task.asked.requestId,
    retryAfterMs: lost.step?.retryAfterMs,
  });

const perform = async (it: HttpCase, action: Action): Promise<HttpAnswer> => {
  const read = readRequest(it, action);
  if (!read.ok) return read.answer;
  const now = it.ctx.clock.now();
  const asked = identify(read.request, read.requestId, it.id);
  const { ended, queued, lost } = await processTasks(
    it.ctx,
    [{ position: 0, asked, since: now, tries: 0, due: now }],
    { answering: true, patienceMs: PATIENCE_MS },
  );
  const [nowhere] = lost;
  if (nowhere) return answerLost(nowhere);
  const detail = queued[0]?.detail ?? '';
  return answerOf(ended.get(0) ?? { outcome: 'queued', requestId: asked.requestId, detail });
};

/** The endpoint of an action: validate, try for three seconds, then queue. */
export const write =
  (action: Action): Endpoint =>
  (it) =>
    perform(it, action);
