import type { Context } from '../context.ts';
import type { Asked, CreateRequest } from '../model/request.ts';
import { lookAt } from '../watch/look.ts';

interface About {
  readonly asked: Asked<CreateRequest>;
  readonly answering: boolean;
}

/** An id of one invocation was never seen before; a message's replay is found out by its watch. */
const mayBeReplay = ({ asked, answering }: About): boolean =>
  asked.idKind === 'pair' || (asked.idKind === 'explicit' && answering);

/**
 * True when a create answered with a connection that is known to be Deleted: the ClientToken was
 * replayed. A connection that a look does not find yet may simply be new, so it counts as fresh and
 * the watch finds out.
 */
export const verifyFresh = async (
  ctx: Context,
  about: About,
  instanceId: string,
): Promise<boolean> => {
  if (!mayBeReplay(about)) return false;
  const look = await lookAt(ctx, instanceId);
  return look.kind === 'found' && look.connection.status === 'Deleted';
};
