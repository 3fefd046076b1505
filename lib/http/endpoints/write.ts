import type { Outcome, Wait } from '../../peering/attempt.ts';
import { processItems } from '../../peering/commands/process.ts';
import { failureOf } from '../../peering/errors/failure.ts';
import type { RoutesPlan } from '../../peering/model/event.ts';
import type { Failure } from '../../peering/model/failure.ts';
import type { Action } from '../../peering/model/request.ts';
import type { WorkItem } from '../../peering/queue/backoff.ts';
import { enqueueRequests } from '../../peering/queue/requests.ts';
import { identify } from '../../peering/request/identify.ts';
import {
  type Validation,
  validateRequest,
  validationFacts,
} from '../../peering/request/validate.ts';
import { json, type Reply } from '../answer.ts';
import { acceptedForEvents } from '../async.ts';
import { identitySources, readBody, within } from '../call.ts';
import type { Endpoint, HttpCase } from '../context.ts';
import { httpFailures, invalidRequest, problem } from '../problem.ts';
import type { Accepted, DryRun, Queued } from '../schema/answers.ts';
import { postEvents } from './post-events.ts';

type Valid = Extract<Validation, { ok: true }>;

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

const FLAG: Readonly<Record<string, boolean>> = { true: true, '': true, false: false };

/** Fields of a delete that may stand in the query; what is no flag is left for the schema to refuse. */
const flagsOf = ({ call }: HttpCase): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ['force', 'dryRun'].flatMap((name) => {
      const value = call.query[name];
      return value === undefined ? [] : [[name, FLAG[value] ?? value]];
    }),
  );

/** Whether `DELETE ...?dryRun=true` says the same as its body, where both say something. */
const contradictions = (body: object, flags: Readonly<Record<string, unknown>>) =>
  Object.entries(flags)
    .filter(([name, value]) => name in body && Reflect.get(body, name) !== value)
    .map(([name]) => ({
      pointer: `/${name}`,
      detail: 'is given in the query and in the body, with different values',
    }));

/** The request that method, path, query and body make together, or the answer that says what is wrong. */
export const readRequest = (
  it: HttpCase,
  action: Action,
): Valid | { readonly ok: false; readonly answer: Reply } => {
  const { ctx, call, params, id } = it;
  const read = readBody(call);
  if (!read.ok) return { ok: false, answer: problem({ ...read, requestId: id.value }) };
  const flags = action === 'delete' ? flagsOf(it) : {};
  const valid = validateRequest(
    { ...read.body, ...flags },
    {
      ...validationFacts(ctx.settings),
      action,
      ...(params.instanceId === undefined ? {} : { instanceId: params.instanceId }),
    },
  );
  const clashes = contradictions(read.body, flags);
  if (valid.ok && clashes.length === 0) return valid;
  const { requestId = id.value } = valid;
  const errors = [...clashes, ...(valid.ok ? [] : valid.errors)];
  const count = clashes.length + (valid.ok ? 0 : valid.errorCount);
  return { ok: false, answer: invalidRequest(errors, requestId, count) };
};

type Done = Extract<Outcome, { outcome: 'created' | 'adopted' | 'done' }>;
type Waiting = Extract<Outcome, { outcome: 'queued' }>;

const shown = ({
  instanceId,
  connection,
}: Pick<Done, 'instanceId' | 'connection'>): Accepted['connection'] => ({
  instanceId,
  status: connection.status ?? 'Creating',
});

/** Seconds after which a look at the connection is worth while. */
const RETRY_AFTER = '2';

export const pollHeaders = (location: string) => ({ location, 'retry-after': RETRY_AFTER });

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

/** As an item of any other trigger: events announce everything. Rejects where neither they nor the queue can. */
const announceOutcome = async ({ ctx }: HttpCase, item: WorkItem): Promise<Reply> => {
  const patienceMs = Number.POSITIVE_INFINITY;
  const { left } = await processItems(ctx, [item], { isAnswering: false, patienceMs });
  const lost = await enqueueRequests(ctx, left);
  const { requestId } = item.identified;
  if (lost.length > 0) throw new Error(`Request ${requestId} was neither finished nor queued`);
  return acceptedForEvents(requestId);
};

/** Transient trouble is waited out this long while the caller waits, in ms. */
const PATIENCE_MS = 3_000;
/** How long a caller waits for what is tried, and then for the queue, in ms. */
const TRY_MS = 8_000;
const QUEUE_MS = 4_000;

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

/** What neither ended nor could be queued: a dry run, or a service that cannot be reached. */
const lostFailure = ({ identified }: WorkItem, wait: Wait | undefined): Failure => {
  const isShown = identified.request.dryRun || wait?.reason === 'throttled';
  if (wait?.error === undefined || !isShown)
    return httpFailures.unavailable(wait?.detail ?? 'the queue did not take it');
  return { ...failureOf(wait.error), retryable: true };
};

const answerLost = (item: WorkItem, wait: Wait | undefined): Reply =>
  problem({
    failure: lostFailure(item, wait),
    requestId: item.identified.requestId,
    retryAfterMs: wait?.retryAfterMs,
  });

/** A dry run is answered now or not at all: no event would announce it later. */
const queue = async ({ ctx }: HttpCase, item: WorkItem, wait: Wait | undefined): Promise<Reply> => {
  const { requestId, request } = item.identified;
  const lost = request.dryRun ? [item] : await enqueueRequests(within(ctx, QUEUE_MS), [item]);
  if (lost.length > 0) return answerLost(item, wait);
  return answerOf({ outcome: 'queued', requestId, detail: wait?.detail ?? 'It waits its turn.' });
};

/** Tries while the caller waits, then queues. */
const answerNow = async (it: HttpCase, item: WorkItem): Promise<Reply> => {
  const { ended, left, waits } = await processItems(within(it.ctx, TRY_MS), [item], {
    isAnswering: true,
    patienceMs: PATIENCE_MS,
  });
  const outcome = ended.get(0);
  if (outcome) return answerOf(outcome);
  return queue(it, left[0] ?? item, waits.get(0));
};

const run = async (it: HttpCase, action: Action): Promise<Reply> => {
  const read = readRequest(it, action);
  if (!read.ok) return read.answer;
  const identified = identify(read.request, identitySources(it, read.requestId));
  const item: WorkItem = {
    position: 0,
    identified,
    tries: 0,
    spent: {},
    due: it.ctx.clock.now(),
    ifMatch: it.call.headers['if-match'],
  };
  return it.call.isAsync ? announceOutcome(it, item) : answerNow(it, item);
};

/** The endpoint of an action: validate, try for three seconds, then queue. */
export const write =
  (action: Action): Endpoint =>
  (it) =>
    run(it, action);

const create = write('create');

/** `POST /peerings`: a create, or CloudEvents that carry requests. */
export const postPeerings: Endpoint = (it) =>
  carriesCloudEvents(it.call.headers) ? postEvents(it) : create(it);

/** CloudEvents come by their content type, or by the attributes that are headers (binary mode). */
const carriesCloudEvents = (headers: Readonly<Record<string, string>>): boolean =>
  headers['ce-specversion'] !== undefined ||
  /^\s*application\/cloudevents\b/i.test(headers['content-type'] ?? '');

/** The routes that preflight planned. */
const planned = (plan: RoutesPlan | undefined) =>
  plan ? { plan: plan.entries, counts: plan.counts } : {};
