import * as v from 'valibot';
import type { Item, MessageItem, RequestItem } from '../intake/types.ts';
import type { Context } from '../peering/context.ts';
import { type Continuation, continuationMessage } from '../peering/queue/continuation.ts';
import type { Task } from '../peering/queue/work-item.ts';
import { type ValidationFacts, validateRequest } from '../peering/request/validate.ts';
import { identify } from './identity.ts';
import { type OutcomeRow, rowOf } from './outcome-row.ts';
import type { Rejected } from './rejected.ts';

/** What an invocation's items turned out to be. */
export interface Sorted {
  readonly tasks: Task[];
  readonly rows: OutcomeRow[];
  /** Items that are no valid requests, still to be announced. */
  readonly rejected: Rejected[];
  /** Epoch ms that a continuation is not to go on before. */
  due: number;
}

export const factsOf = ({ settings }: Context): ValidationFacts => ({
  accountId: settings.accountId,
  regions: settings.regions,
  defaults: settings.defaults,
  name: settings.name,
});

const reject = (into: Sorted, rejected: Rejected): void => {
  const { item, errors, requestId } = rejected;
  into.rejected.push(rejected);
  into.rows.push(rowOf(item.position, { outcome: 'rejected', requestId, errors }));
};

const addRequest = (ctx: Context, into: Sorted, item: RequestItem): void => {
  const valid = validateRequest(item.body, factsOf(ctx));
  if (!valid.ok) {
    const requestId = valid.requestId ?? item.id?.value ?? null;
    reject(into, { item, errors: valid.errors, requestId });
    return;
  }
  const now = ctx.clock.now();
  into.tasks.push({
    position: item.position,
    asked: identify(valid.request, valid.requestId, item.id),
    since: now,
    tries: 0,
    due: now,
  });
};

const taskOf = (
  ctx: Context,
  item: Continuation['items'][number],
  position: number,
): Task | undefined => {
  const valid = validateRequest(item.request, factsOf(ctx));
  if (!valid.ok) {
    // The configuration changed under it, or somebody made it up: either way there is nobody to tell.
    ctx.log.error('A continued request is no longer valid', {
      item: item.requestId,
      errors: valid.errors,
    });
    return undefined;
  }
  return {
    position,
    asked: { requestId: item.requestId, idKind: item.idKind, request: valid.request },
    since: Math.min(item.since, ctx.clock.now()),
    tries: item.tries,
    due: item.due ?? 0,
    generation: item.generation,
    waitsFor: item.waitsFor,
  };
};

/** A continuation carries no trust: its requests are held against the schema and policy again. */
const addMessage = (ctx: Context, into: Sorted, item: MessageItem): void => {
  const parsed = v.safeParse(continuationMessage, item.body);
  if (!parsed.success) {
    into.rows.push({ item: item.position, requestId: null, outcome: 'done' });
    return;
  }
  into.due = Math.max(into.due, parsed.output.due);
  parsed.output.items.forEach((each, index) => {
    const task = taskOf(ctx, each, item.position + index);
    if (task) into.tasks.push(task);
  });
};

const add = (ctx: Context, into: Sorted, item: Item): void => {
  switch (item.kind) {
    case 'request':
      addRequest(ctx, into, item);
      break;
    case 'poison':
      reject(into, { item, errors: item.errors, requestId: item.id?.value ?? null });
      break;
    case 'message':
      addMessage(ctx, into, item);
      break;
    case 'own':
      into.rows.push({ item: item.position, requestId: null, outcome: 'done' });
  }
};

/** Items into tasks; what is no request is to be announced, what is our own is done in silence. */
export const sortItems = (ctx: Context, items: readonly Item[]): Sorted => {
  const into: Sorted = { tasks: [], rows: [], rejected: [], due: 0 };
  for (const item of items) add(ctx, into, item);
  return into;
};
