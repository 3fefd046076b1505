import { json } from '../answer.ts';
import { guarded } from '../guarded.ts';
import { pageOf } from '../list/pages.ts';
import { readQuery } from '../list/query.ts';
import { invalidRequest } from '../problem.ts';
import type { ConnectionList } from '../schema/answers.ts';

/** `GET /peerings`: connections that carry our tags, or all that the account sees. */
export const getList = guarded(async ({ ctx, call, id }) => {
  const read = readQuery(call.query, ctx.settings.regions);
  if (!read.ok) return invalidRequest(read.errors, id.value);
  const { connections, nextToken } = await pageOf(ctx, read.ask);
  return json<ConnectionList>(200, { connections, nextToken });
});
