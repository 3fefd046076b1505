import type { Context } from '../../context.ts';
import type { Observed } from '../../decide/rules.ts';
import type { Connection } from '../../model/connection.ts';
import { type Mark, refusedIdOf } from '../../state/state.ts';
import { type Memory, readMemory } from '../../state/tags.ts';
import type { WatchMessage } from './message.ts';

type Told = Pick<WatchMessage, 'said' | 'requestId' | 'pending' | 'since'>;

/** An action that is on no mark was never begun, as long as nothing has happened to the connection since. */
const isUntouchedSince = ({ gmtModified }: Connection, since: number): boolean =>
  gmtModified !== undefined && Date.parse(gmtModified) < since;

/** Whether what a message says of an action stands in for what no mark says. */
const counts = (memory: Memory | null, connection: Connection, message?: Told): boolean => {
  if (memory === null) return true;
  if (!message?.pending || memory.mark.refused === refusedIdOf(message.pending)) return false;
  return isUntouchedSince(connection, message.since);
};

const markFrom = (memory: Memory | null, connection: Connection, message?: Told): Mark => {
  const mark = memory?.mark ?? { said: message?.said ?? 'Requested' };
  const pending =
    mark.pending ?? (counts(memory, connection, message) ? message?.pending : undefined);
  return pending ? { ...mark, pending } : mark;
};

/** What a look at a connection gives to decide on; the message stands in where there are no tags. */
export const observedFrom = (
  ctx: Context,
  connection: Connection,
  message?: Told,
): { readonly observed: Observed; readonly memory: Memory | null } => {
  const memory = readMemory(connection, ctx.settings);
  return {
    memory,
    observed: {
      connection,
      requestId: memory?.requestId ?? message?.requestId ?? null,
      mark: markFrom(memory, connection, message),
      options: memory?.options ?? { routes: 'none', accept: 'manual' },
      remembers: memory !== null,
    },
  };
};
