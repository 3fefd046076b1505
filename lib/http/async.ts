import * as v from 'valibot';
import { originalOf } from '../intake/original.ts';
import type { InvalidItem } from '../intake/types.ts';
import type { RequestFinding } from '../peering/model/failure.ts';
import { json, type Reply } from './answer.ts';
import type { HttpCase } from './context.ts';
import type { Queued } from './schema/answers.ts';

type Unmatched = Omit<HttpCase, 'params'>;

const problemBody = v.object({
  code: v.string(),
  detail: v.string(),
  errors: v.optional(v.array(v.object({ pointer: v.string(), detail: v.string() })), []),
  errorCount: v.optional(v.number(), 1),
});

/** The whole HTTP answer for a caller who does not read it. */
export const acceptedForEvents = (requestId: string): Reply => {
  const detail = 'Events announce what becomes of it.';
  const location = `/peerings?requestId=${encodeURIComponent(requestId)}`;
  return json<Queued>(
    202,
    { requestId, status: 'Queued', detail },
    { location, 'retry-after': '2', 'preference-applied': 'respond-async' },
  );
};

/** The call as an item that is no valid request. */
const invalidItem = (
  { call, id }: Unmatched,
  errors: readonly RequestFinding[],
  errorCount: number,
): InvalidItem => ({
  kind: 'invalid',
  position: 0,
  message: 0,
  at: '',
  id: { value: id.value, kind: id.kind },
  errors,
  errorCount,
  origin: call.origin,
  original: originalOf(call.body),
});

/**
 * Answers a caller who reads no answer: what would be a problem becomes `Request:Rejected`. Rejects where no
 * event can carry it, or where it may be otherwise the next time, so that the platform invokes again.
 */
export const forEvents = async (
  it: Unmatched,
  dispatch: (it: Unmatched) => Promise<Reply>,
): Promise<Reply> => {
  const reply = await dispatch(it);
  if (reply.status < 400) return reply;
  const { code, detail, errors, errorCount } = v.parse(problemBody, reply.body);
  if (reply.status === 429 || reply.status >= 500) throw new Error(`${code}: ${detail}`);
  const listed = errors.length > 0 ? errors : [{ pointer: '', detail: `${code}: ${detail}` }];
  const { ctx, deps, invocation, id } = it;
  await deps.handleItems(ctx, [invalidItem(it, listed, errorCount)], invocation.requestId);
  return acceptedForEvents(id.value);
};
