import { foldRejections, type RejectedItem, type Rejection } from '../intake/rejections.ts';
import type { Item, RequestItem } from '../intake/types.ts';
import type { Outcome } from '../peering/attempt.ts';
import { processItems } from '../peering/commands/process.ts';
import type { Context } from '../peering/context.ts';
import { rejectedEvent } from '../peering/events/build.ts';
import { eventContext } from '../peering/events/envelope.ts';
import { deliver } from '../peering/outbox.ts';
import type { WorkItem } from '../peering/queue/backoff.ts';
import { enqueueRequests } from '../peering/queue/requests.ts';
import { identify } from '../peering/request/identify.ts';
import { validateRequest, validationFacts } from '../peering/request/validate.ts';

/** How one item ended, as every trigger but HTTP reads it. */
export interface OutcomeRow {
  /** 0-based place in the payload. */
  readonly item: number;
  readonly requestId: string | null;
  readonly outcome: 'created' | 'adopted' | 'queued' | 'done' | 'failed' | 'rejected';
  readonly instanceId?: string;
  readonly code?: string;
}

/** How many are named: a batch may have thousands, and a log line is read by people. */
const NAMED = 20;

const listed = (items: readonly number[]): string => {
  const named = items.slice(0, NAMED).join(', ');
  return items.length > NAMED ? `${named} and ${items.length - NAMED} more` : named;
};

/** Thrown so that the trigger delivers the items again: they could neither be finished nor queued. */
export class ThrownBackError extends Error {
  constructor(readonly items: readonly number[]) {
    super(
      `Items ${listed(items)} were neither finished nor queued; the trigger has to deliver them again.`,
    );
    this.name = 'ThrownBackError';
  }
}

/**
 * Handles the items of any trigger but HTTP: each ends in its fact, in the queue, or is thrown back, on its own.
 *
 * @throws ThrownBackError when an item could neither be finished nor queued
 */
export const handleItems = async (
  ctx: Context,
  items: readonly Item[],
  invocationId: string,
): Promise<{ readonly outcomes: readonly OutcomeRow[] }> => {
  const sorted = sort(ctx, items, invocationId);
  // Side by side: neither a thousand invalid messages nor a sink that is down may hold up good ones.
  const [unheard, { ended, left, waits }] = await Promise.all([
    announceRejected(ctx, sorted.rejected),
    processItems(ctx, sorted.work, {
      isAnswering: false,
      patienceMs: Number.POSITIVE_INFINITY,
    }),
  ]);
  const lost = await enqueueRequests(ctx, left);
  const thrown = [...unheard, ...lost.map(({ position }) => position)];
  if (thrown.length > 0) throw new ThrownBackError(thrown);
  const rows = [
    ...sorted.rows,
    ...[...ended].map(([position, outcome]) => rowOf(position, outcome)),
    ...left.map((item) => queuedRow(item, waits.get(item.position)?.detail ?? '')),
  ];
  return { outcomes: rows.sort((a, b) => a.item - b.item) };
};

/** What an invocation's items turned out to be. */
interface Sorted {
  readonly work: WorkItem[];
  readonly rejected: RejectedItem[];
  readonly rows: OutcomeRow[];
}

const sort = (ctx: Context, items: readonly Item[], invocationId: string): Sorted => {
  const into: Sorted = { work: [], rejected: [], rows: [] };
  for (const item of items) {
    const ownId = items.length > 1 ? `${invocationId}-${item.position}` : invocationId;
    if (item.kind === 'request') addRequest(ctx, into, item, ownId);
    else if (item.kind === 'ours') addOurs(ctx, into, item);
    else reject(into, { ...item, item, requestId: item.id?.value ?? null });
  }
  return into;
};

const addRequest = (ctx: Context, into: Sorted, item: RequestItem, invocationId: string): void => {
  const valid = validateRequest(item.body, validationFacts(ctx.settings));
  if (!valid.ok) {
    const { errors, errorCount } = valid;
    const requestId = valid.requestId ?? item.id?.value ?? null;
    reject(into, { item, errors, errorCount, requestId });
    return;
  }
  const now = ctx.clock.now();
  const sources = {
    own: valid.requestId,
    derived: item.id,
    origin: item.origin,
    invocationId,
    now,
  };
  into.work.push({
    position: item.position,
    identified: identify(valid.request, sources),
    tries: 0,
    spent: {},
    due: now,
  });
};

const reject = (into: Sorted, rejected: RejectedItem): void => {
  const { item, errors, requestId } = rejected;
  into.rejected.push(rejected);
  into.rows.push(rowOf(item.position, { outcome: 'rejected', requestId, errors }));
};

export const rowOf = (item: number, outcome: Outcome): OutcomeRow => ({
  item,
  requestId: outcome.requestId,
  outcome: outcome.outcome === 'dry-run' ? 'done' : outcome.outcome,
  ...('instanceId' in outcome && outcome.instanceId ? { instanceId: outcome.instanceId } : {}),
  ...(outcome.outcome === 'failed' ? { code: outcome.failure.code } : {}),
  ...(outcome.outcome === 'rejected' ? { code: 'InvalidRequest' } : {}),
});

const addOurs = (ctx: Context, into: Sorted, item: Extract<Item, { kind: 'ours' }>): void => {
  ctx.log.info('Event or result of ours ignored', { item: item.position, type: item.type });
  into.rows.push({ item: item.position, requestId: null, outcome: 'done' });
};

const AT_ONCE = 8;
/** Left over for what is thrown back. */
const RESERVE_MS = 4_000;

/**
 * Announces what is not a valid request, one event for each message. Where a group of events reaches neither
 * sinks nor queue the rest is not tried, so that an outage does not use up the invocation.
 *
 * @returns the positions of the items whose rejection was neither delivered nor queued
 */
export const announceRejected = async (
  ctx: Context,
  rejected: readonly RejectedItem[],
): Promise<readonly number[]> => {
  const rejections = foldRejections(rejected);
  const unheard: Rejection[] = [];
  for (let from = 0; from < rejections.length; from += AT_ONCE) {
    const some = rejections.slice(from, from + AT_ONCE);
    const heard = await Promise.all(some.map((each) => announce(ctx, each)));
    unheard.push(...some.filter((_, at) => !heard[at]));
    if (!heard.some(Boolean) || ctx.deadline.remaining() < RESERVE_MS) {
      unheard.push(...rejections.slice(from + AT_ONCE));
      break;
    }
  }
  return unheard.flatMap(({ positions }) => positions);
};

const announce = (ctx: Context, rejection: Rejection): Promise<boolean> => {
  const { id, origin, requestId, errors, errorCount, positions, original } = rejection;
  ctx.log.warn('Item decided', {
    item: requestId,
    via: origin.via,
    principal: origin.principal,
    outcome: 'rejected',
    code: 'InvalidRequest',
    category: 'invalid',
    items: positions.slice(0, 20),
    errors: errors.slice(0, 10),
    errorCount,
  });
  const event = rejectedEvent({
    ...eventContext(ctx, origin),
    requestId,
    messageId: id?.value,
    errors,
    errorCount,
    original: original(),
  });
  return deliver(ctx, event);
};

const queuedRow = ({ position, identified }: WorkItem, detail: string): OutcomeRow =>
  rowOf(position, { outcome: 'queued', requestId: identified.requestId, detail });
