import type { Context } from '../context.ts';
import { ApiError } from '../model/api-error.ts';
import type { Connection } from '../model/connection.ts';
import { type Memory, readMemory } from '../state/tags.ts';

/** A connection of ours, as the cloud shows it and as it remembers. */
export interface Seen {
  readonly connection: Connection;
  readonly memory: Memory;
}

/** A look at a connection; `undefined` where it is not ours, or gone. Rejects with `ApiError`. */
export const seeOurs = async (ctx: Context, instanceId: string): Promise<Seen | undefined> => {
  try {
    const connection = await ctx.peering.get(instanceId);
    const memory = readMemory(connection, ctx.settings);
    return memory === null ? undefined : { connection, memory };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ResourceNotFound.InstanceId') return undefined;
    throw error;
  }
};

/** Routes are wanted while traffic can flow and nobody is about to delete the connection. */
export const wantsRoutes = ({ connection, memory }: Seen): boolean =>
  connection.status === 'Activated' &&
  memory.options.routes !== 'none' &&
  memory.mark.pending?.action !== 'delete';

/** Epoch ms since when the router has work; now where the mark does not say. */
export const workSince = (ctx: Context, { memory }: Seen): number =>
  memory.mark.routes?.since ? memory.mark.routes.since * 1000 : ctx.clock.now();
