import { json } from '../answer.ts';
import { guarded } from '../guarded.ts';
import { pageOf } from '../list/pages.ts';
import { type ListAsk, readQuery } from '../list/query.ts';
import { httpFailures, problem } from '../problem.ts';
import type { ConnectionList, ShownConnection } from '../schema/answers.ts';
import { viewOf } from '../view.ts';

const isWanted =
  ({ all, status }: ListAsk) =>
  ({ requestId, connection }: ShownConnection): boolean =>
    (all || requestId !== null) && (status === undefined || connection.status === status);

/** `GET /peerings`: a page of the service, filtered; so a page may be short although more follow. */
export const getList = guarded(async ({ ctx, call, id }) => {
  const read = readQuery(call.query, ctx.settings.regions);
  if (!read.ok)
    return problem({
      failure: httpFailures.invalid(read.errors.length),
      requestId: id.value,
      errors: read.errors,
    });
  const { connections, nextToken } = await pageOf(ctx, read.ask);
  const rows = connections.map((each) => viewOf(ctx, each)).filter(isWanted(read.ask));
  return json<ConnectionList>(200, { connections: rows, nextToken });
});
