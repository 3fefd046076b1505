import { ownFailure } from '../../peering/errors/failure.ts';
import type { Connection } from '../../peering/model/connection.ts';
import { NotQueuedError } from '../../peering/queue/enqueue.ts';
import { pointerTo } from '../../peering/request/findings.ts';
import { identify } from '../../peering/request/identify.ts';
import { requestRoutes } from '../../peering/routes/request-routes.ts';
import { readTags } from '../../peering/state/tags.ts';
import { json, type Reply } from '../answer.ts';
import { readBody } from '../body.ts';
import type { HttpCase } from '../context.ts';
import { within } from '../deadline.ts';
import { guarded } from '../guarded.ts';
import { identitySources } from '../identity.ts';
import { httpFailures, invalidRequest, problem } from '../problem.ts';
import type { Accepted } from '../schema/answers.ts';
import { pollHeaders } from './outcome.ts';

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

const nothingWanted = ({ instanceId }: Connection) =>
  ownFailure(
    'InvalidRequest',
    `No routes are wanted of ${instanceId}; send PATCH with routes to want them.`,
  );

/** Has the wanted routes made good by the router. Rejects with `ApiError`, or `NotQueuedError`. */
const request = async (it: HttpCase, connection: Connection): Promise<Reply> => {
  const { instanceId, status } = connection;
  const routes = readTags(connection, it.ctx.settings)?.options?.routes ?? 'none';
  const asked = identify(
    { action: 'modify' as const, instanceId, dryRun: false, routes },
    identitySources(it, undefined),
  );
  const { requestId } = asked;
  if (routes === 'none') return problem({ failure: nothingWanted(connection), requestId });
  const failure = await requestRoutes(within(it.ctx, QUEUE_MS), connection, { ...asked, routes });
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
