import type { Context } from '../../context.ts';
import { decide } from '../../decide/decide.ts';
import type { Connection } from '../../model/connection.ts';
import { carryOut } from '../announce/carry-out.ts';
import { observedFrom } from '../watch/facts.ts';
import { askForCheck } from './ask-for-check.ts';
import { redo } from './redo.ts';

/** Makes good what is left to do about a connection as it was just seen; one without our tags is left alone. */
export const passBy = async (ctx: Context, connection: Connection): Promise<void> => {
  const { observed, memory } = observedFrom(ctx, connection);
  if (memory === null) return;
  const decision = decide({
    observed,
    asked: { watching: false },
    now: ctx.clock.now(),
    stallAfterMs: ctx.settings.stallAfterMs,
  });
  await carryOut(ctx, decision, {
    connection,
    mark: memory.mark,
    facts: { requestId: memory.requestId, action: memory.mark.pending?.action ?? 'create' },
    isSweeping: true,
  });
  if (decision.redo) await redo(ctx, connection, decision.redo);
  await askForCheck(ctx, connection, memory);
};
