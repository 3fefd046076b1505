import type { Context } from '../peering/context.ts';
import { withoutOurTags } from '../peering/events/data.ts';
import type { Connection } from '../peering/model/connection.ts';
import { readTags } from '../peering/state/tags.ts';
import type { ShownConnection } from './schema/answers.ts';

/** A connection for a caller's eyes, and the request that our tags name. */
export const viewOf = ({ settings }: Context, connection: Connection): ShownConnection => ({
  requestId: readTags(connection, settings)?.requestId ?? null,
  connection: withoutOurTags(connection, settings.name),
});
