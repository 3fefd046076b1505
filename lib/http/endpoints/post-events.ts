import { cloudEventsOf } from '../../intake/http/cloud-events.ts';
import { json } from '../answer.ts';
import { refusedBytes } from '../call.ts';
import type { Endpoint } from '../context.ts';
import { httpFailures, problem } from '../problem.ts';
import type { Outcomes } from '../schema/answers.ts';

const typeOf = (headers: Readonly<Record<string, string>>): string =>
  (headers['content-type'] ?? 'without a type').slice(0, 100);

/**
 * `POST /peerings` with CloudEvents, in structured, batched or binary mode: items as those of an event bus, so
 * events announce what becomes of them, and the answer is what a batch of messages gives back.
 */
export const postEvents: Endpoint = async ({ ctx, deps, call, invocation, id }) => {
  const requestId = id.value;
  const refused = refusedBytes(call);
  if (refused) return problem({ ...refused, requestId });
  const read = cloudEventsOf(call, { functions: Object.values(ctx.settings.functions) });
  if (read === undefined)
    return problem({ failure: httpFailures.unsupportedMediaType(typeOf(call.headers)), requestId });
  try {
    const { outcomes } = await deps.handleItems(ctx, read.items, invocation.requestId);
    return json<Outcomes>(202, { outcomes });
  } catch (error) {
    if (call.isAsync) throw error;
    ctx.log.error('CloudEvents neither finished nor queued', { error });
    return problem({ failure: httpFailures.unavailable('the queue did not take it'), requestId });
  }
};
