import type { Context } from '../../context.ts';
import { isDryRunSuccess } from '../../errors/treat.ts';
import type { Asked, CreateRequest } from '../../model/request.ts';
import { lookAt } from '../../reconcile/watch/look.ts';
import { createInput } from './input.ts';

interface About {
  readonly asked: Asked<CreateRequest>;
  readonly answering: boolean;
}

/** Pauses before looks that follow one which found nothing, ms: new connections may take a while to show. */
const PATIENCE_MS = [400, 900];

/** An id of one invocation was never seen before; a message's replay is found out by its watch. */
const mayBeReplay = ({ asked, answering }: About): boolean =>
  asked.idKind === 'pair' || (asked.idKind === 'explicit' && answering);

/** Looks until there is something to be seen, or patience ends. */
const lookPatiently = async (ctx: Context, instanceId: string) => {
  let look = await lookAt(ctx, instanceId);
  for (const pause of PATIENCE_MS) {
    if (look.kind !== 'missing') break;
    await ctx.clock.sleep(pause);
    look = await lookAt(ctx, instanceId);
  }
  return look;
};

/**
 * Nothing to be seen means either "not yet" or "no more", and only the service knows which: it would
 * create the pair once more if the connection were gone, and refuses while it is there.
 */
const wouldBeCreated = async (
  ctx: Context,
  { request, requestId }: Asked<CreateRequest>,
  instanceId: string,
): Promise<boolean> => {
  const { clientToken: _, ...rest } = request;
  const probe = { request: { ...rest, dryRun: true }, requestId, idKind: 'pair' } as const;
  try {
    await ctx.peering.create(createInput(ctx, probe, instanceId));
    return false;
  } catch (error) {
    return isDryRunSuccess(error);
  }
};

/**
 * True when a create answered with a connection that is gone: the ClientToken was replayed. In doubt a
 * connection counts as fresh, and the watch finds out.
 */
export const isReplayOfDead = async (
  ctx: Context,
  about: About,
  instanceId: string,
): Promise<boolean> => {
  if (!mayBeReplay(about)) return false;
  const look = await lookPatiently(ctx, instanceId);
  if (look.kind === 'found') return look.connection.status === 'Deleted';
  return look.kind === 'missing' && wouldBeCreated(ctx, about.asked, instanceId);
};
