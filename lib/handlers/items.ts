import type { Item } from '../intake/old-types.ts';
import type { Context } from '../peering/context.ts';
import { type OutcomeRow, rowOf } from './outcome-row.ts';
import { processTasks } from './process.ts';
import { announceRejected } from './rejected.ts';
import { sortItems } from './tasks.ts';

/** Left over to hand a continuation on that came far too early. */
const RESERVE_MS = 6_000;

/** How many are named: a batch may have thousands, and a log line is read by people. */
const NAMED = 20;

const listed = (items: readonly number[]): string => {
  const named = items.slice(0, NAMED).join(', ');
  return items.length > NAMED ? `${named} and ${items.length - NAMED} more` : named;
};

/** Thrown so that the trigger delivers the items again: they could neither be finished nor handed on. */
export class ThrownBackError extends Error {
  constructor(readonly items: readonly number[]) {
    super(
      `Items ${listed(items)} could neither be finished nor handed on; the trigger has to deliver them again.`,
    );
    this.name = 'ThrownBackError';
  }
}

/** A continuation whose delay was ignored waits until near the end of its invocation. */
const waitUntilDue = async (ctx: Context, due: number): Promise<void> => {
  const early = due - ctx.clock.now();
  if (early <= 0) return;
  await ctx.clock.sleep(Math.min(early, Math.max(0, ctx.deadline.remaining() - RESERVE_MS)));
};

/**
 * Handles the items of any trigger but HTTP. Every item ends in one of three outcomes on its own.
 * Rejects with `ThrownBackError` when an item could neither be finished nor handed on.
 */
export const handleItems = async (
  ctx: Context,
  items: readonly Item[],
): Promise<{ readonly outcomes: readonly OutcomeRow[] }> => {
  const sorted = sortItems(ctx, items);
  await waitUntilDue(ctx, sorted.due);
  // Side by side: neither a thousand poison messages nor a bus that is down may hold up good ones.
  const [unheard, { ended, queued, lost }] = await Promise.all([
    announceRejected(ctx, sorted.rejected),
    processTasks(ctx, sorted.tasks, {
      answering: false,
      patienceMs: Number.POSITIVE_INFINITY,
    }),
  ]);
  const thrown = [...unheard, ...lost.map(({ task }) => task.position)];
  if (thrown.length > 0) throw new ThrownBackError(thrown);
  const rows = [
    ...sorted.rows,
    ...[...ended].map(([position, outcome]) => rowOf(position, outcome)),
    ...queued.map(({ task, detail }) =>
      rowOf(task.position, { outcome: 'queued', requestId: task.asked.requestId, detail }),
    ),
  ];
  return { outcomes: rows.sort((a, b) => a.item - b.item) };
};
