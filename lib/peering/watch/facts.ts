import type { Context } from '../context.ts';
import type { Observed } from '../decide/decide.ts';
import { type Memory, readMemory } from '../memory/tags.ts';
import type { Connection } from '../model/connection.ts';
import type { WatchMessage } from './message.ts';

/** What a look at a connection gives to decide on; the message stands in where there are no tags. */
export const observedFrom = (
  ctx: Context,
  connection: Connection,
  message?: Pick<WatchMessage, 'said' | 'requestId' | 'pending'>,
): { readonly observed: Observed; readonly memory: Memory | null } => {
  const memory = readMemory(connection, ctx.settings);
  return {
    memory,
    observed: {
      connection,
      requestId: memory?.requestId ?? message?.requestId ?? null,
      mark: memory?.mark ?? {
        said: message?.said ?? 'Requested',
        ...(message?.pending ? { pending: message.pending } : {}),
      },
      options: memory?.options ?? { routes: 'none', accept: 'manual' },
    },
  };
};
