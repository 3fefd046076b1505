import type { Connection } from '../../peering/model/connection.ts';
import { NotQueuedError } from '../../peering/queue/tasks.ts';
import { pointerTo } from '../../peering/request/findings.ts';
import { identify } from '../../peering/request/identify.ts';
import { repairRoutes as repairWanted } from '../../peering/routes/request.ts';
import { json, type Reply } from '../answer.ts';
import { identitySources, readBody, within } from '../call.ts';
import type { HttpCase } from '../context.ts';
import { guarded, httpFailures, invalidRequest, problem } from '../problem.ts';
import type { Accepted } from '../schema/answers.ts';
import { pollHeaders } from './write.ts';

/** How long a caller waits for the queue, in ms. */
const QUEUE_MS = 6_000;

/** The call has no fields: what is wanted stands on the connection. */
const fieldsOf = (it: HttpCase): Reply | undefined => {
  const read = readBody(it.call);
  if (!read.ok) return problem({ ...read, requestId: it.id.value });
  const names = Object.keys(read.body);
  return names.length === 0
    ? undefined
    : invalidRequest(
        names.map((name) => ({
          pointer: pointerTo(name),
          detail: 'is not a field of this call; to want other routes send PATCH with routes',
        })),
        it.id.value,
      );
};

/** Has the wanted routes made good by the router. Rejects with `ApiError`, or `NotQueuedError`. */
const request = async (it: HttpCase, connection: Connection): Promise<Reply> => {
  const { instanceId, status } = connection;
  const repair = identify(
    { action: 'modify' as const, instanceId, dryRun: false },
    identitySources(it, undefined),
  );
  const { requestId } = repair;
  const failure = await repairWanted(within(it.ctx, QUEUE_MS), connection, repair);
  if (failure) return problem({ failure, requestId });
  const body = { requestId, connection: { instanceId, status } };
  return json<Accepted>(202, body, pollHeaders(`/peerings/${instanceId}/routes`));
};

/** `POST /peerings/{instanceId}/routes`: makes good what is missing of the routes that are wanted. */
export const repairRoutes = guarded(async (it) => {
  const refused = fieldsOf(it);
  if (refused) return refused;
  const connection = await it.ctx.peering.get(it.params.instanceId ?? '');
  try {
    return await request(it, connection);
  } catch (error) {
    if (!(error instanceof NotQueuedError)) throw error;
    const failure = httpFailures.unavailable('the queue did not take it');
    return problem({ failure, requestId: it.id.value });
  }
});
