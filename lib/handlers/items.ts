import type { RejectedItem } from '../intake/rejections.ts';
import type { Item, RequestItem } from '../intake/types.ts';
import { processItems } from '../peering/commands/process.ts';
import type { Context } from '../peering/context.ts';
import { enqueueRequests } from '../peering/queue/requests.ts';
import type { WorkItem } from '../peering/queue/work-item.ts';
import { validationFacts } from '../peering/request/facts.ts';
import { identify } from '../peering/request/identify.ts';
import { validateRequest } from '../peering/request/validate.ts';
import { type OutcomeRow, rowOf } from './outcome-row.ts';
import { announceRejected } from './rejected.ts';

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

/** What an invocation's items turned out to be. */
interface Sorted {
  readonly work: WorkItem[];
  readonly rejected: RejectedItem[];
  readonly rows: OutcomeRow[];
}

const reject = (into: Sorted, rejected: RejectedItem): void => {
  const { item, errors, requestId } = rejected;
  into.rejected.push(rejected);
  into.rows.push(rowOf(item.position, { outcome: 'rejected', requestId, errors }));
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

const addOurs = (ctx: Context, into: Sorted, item: Extract<Item, { kind: 'ours' }>): void => {
  ctx.log.info('Event or result of ours ignored', { item: item.position, type: item.type });
  into.rows.push({ item: item.position, requestId: null, outcome: 'done' });
};

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

const queuedRow = ({ position, identified }: WorkItem, detail: string): OutcomeRow =>
  rowOf(position, { outcome: 'queued', requestId: identified.requestId, detail });

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
