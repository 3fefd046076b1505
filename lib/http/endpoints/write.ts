import type { Wait } from '../../peering/attempt.ts';
import { processItems } from '../../peering/commands/process.ts';
import { failureOf } from '../../peering/errors/failure.ts';
import type { Failure } from '../../peering/model/failure.ts';
import type { Action } from '../../peering/model/request.ts';
import { enqueueRequests } from '../../peering/queue/requests.ts';
import type { WorkItem } from '../../peering/queue/work-item.ts';
import { identify } from '../../peering/request/identify.ts';
import type { HttpAnswer } from '../answer.ts';
import type { Endpoint, HttpCase } from '../context.ts';
import { identitySources } from '../identity.ts';
import { httpFailures, problem } from '../problem.ts';
import { answerOf } from './outcome.ts';
import { readRequest } from './read-request.ts';

/** Transient trouble is waited out this long while the caller waits, in ms. */
const PATIENCE_MS = 3_000;

/** What neither ended nor could be queued: a dry run, or a service that nobody gets through to. */
const lostFailure = ({ identified }: WorkItem, wait: Wait | undefined): Failure => {
  const isShown = identified.request.dryRun || wait?.reason === 'throttled';
  if (wait?.error === undefined || !isShown)
    return httpFailures.unavailable(wait?.detail ?? 'the queue did not take it');
  return { ...failureOf(wait.error), retryable: true };
};

const answerLost = (item: WorkItem, wait: Wait | undefined): HttpAnswer =>
  problem({
    failure: lostFailure(item, wait),
    requestId: item.identified.requestId,
    retryAfterMs: wait?.retryAfterMs,
  });

/** A dry run is answered now or not at all: nobody would hear of it later. */
const queue = async (it: HttpCase, item: WorkItem, wait: Wait | undefined): Promise<HttpAnswer> => {
  const { requestId, request } = item.identified;
  const lost = request.dryRun ? [item] : await enqueueRequests(it.ctx, [item]);
  if (lost.length > 0) return answerLost(item, wait);
  return answerOf({ outcome: 'queued', requestId, detail: wait?.detail ?? 'It waits its turn.' });
};

const perform = async (it: HttpCase, action: Action): Promise<HttpAnswer> => {
  const read = readRequest(it, action);
  if (!read.ok) return read.answer;
  const now = it.ctx.clock.now();
  const identified = identify(read.request, identitySources(it, read.requestId));
  const ifMatch = it.call.headers['if-match'];
  const item: WorkItem = { position: 0, identified, tries: 0, spent: {}, due: now, ifMatch };
  const { ended, left, waits } = await processItems(it.ctx, [item], {
    isAnswering: true,
    patienceMs: PATIENCE_MS,
  });
  const outcome = ended.get(0);
  if (outcome) return answerOf(outcome);
  return queue(it, left[0] ?? item, waits.get(0));
};

/** The endpoint of an action: validate, try for three seconds, then queue. */
export const write =
  (action: Action): Endpoint =>
  (it) =>
    perform(it, action);
