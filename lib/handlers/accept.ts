import pLimit from 'p-limit';
import type { Intake, Item } from '../intake/types.ts';
import { acceptConnection } from '../peering/commands/accept.ts';
import type { Context } from '../peering/context.ts';
import { everyOne } from './every-one.ts';
import { hintedConnection, namedConnection } from './hint.ts';
import { isPassing } from './is-passing.ts';

const SIDE_BY_SIDE = 10;

/** The connection that an item hints at: our own wake-up, or an Accepting event from any bus. */
const hintOf = (item: Item): string | undefined =>
  namedConnection(item, 'accept') ?? hintedConnection(item, ['peerflow:Connection:Accepting']);

const follow = async (ctx: Context, instanceId: string): Promise<void> => {
  const log = ctx.log.with({ instanceId });
  try {
    await acceptConnection({ ...ctx, log }, instanceId);
  } catch (error) {
    if (isPassing(error)) throw error;
    log.warn('A hint led nowhere', { error });
  }
};

/**
 * The accepter's work: each hint is verified against the cloud before anything is done. Rejects when one
 * has to be tried again.
 */
export const handleAccept = async (ctx: Context, intake: Intake): Promise<void> => {
  if (intake.kind === 'http') return;
  const ids = new Set(intake.items.map(hintOf).filter((id) => id !== undefined));
  const limit = pLimit(SIDE_BY_SIDE);
  await everyOne([...ids].map((instanceId) => limit(() => follow(ctx, instanceId))));
};
