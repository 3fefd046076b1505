import type { Context } from '../../context.ts';
import type { Decision } from '../../decide/rules.ts';
import type { Connection } from '../../model/connection.ts';
import { formatMark, type Mark, type Said as SaidStatus } from '../../state/state.ts';
import { writeMark } from '../../state/write.ts';
import { type Facts, publish } from './announce.ts';
import { eventsFor } from './events-for.ts';

export interface Observation {
  readonly connection: Connection;
  /** The mark as observed; `null` where the connection carries none of ours. */
  readonly mark: Mark | null;
  readonly facts: Facts;
  /** A sweep passes by: it comes again in two minutes. */
  readonly isSweeping?: boolean;
}

/** True for events that some sinks already have: only those that lack them get them again. */
const isRepetition = (decision: Decision, mark: Mark | null): boolean =>
  mark?.lacking !== undefined &&
  decision.announce.every((each) => each.type === 'Updated' || ('again' in each && each.again));

const remember = async (ctx: Context, seen: Observation, mark: Mark): Promise<void> => {
  if (seen.mark === null || formatMark(mark) === formatMark(seen.mark)) return;
  try {
    await writeMark(ctx.peering, seen.connection, ctx.settings.name, mark);
  } catch (error) {
    // The fact is out under its own id; without the mark the next look only repeats it.
    ctx.log.warn('The mark could not be written', {
      instanceId: seen.connection.instanceId,
      error,
    });
  }
};

/**
 * Acts on a decision: events first, the mark only when they are out, then whoever is chained.
 * Returns what has been said by now.
 */
export const carryOut = async (
  ctx: Context,
  decision: Decision,
  seen: Observation,
): Promise<SaidStatus> => {
  const before: Mark = seen.mark ?? { said: 'Requested' };
  const events = eventsFor(ctx, decision.announce, seen.connection, {
    ...seen.facts,
    previousStatus: before.said === 'Requested' ? null : before.said,
  });
  const said = await publish(ctx, events, {
    again: isRepetition(decision, seen.mark),
    mark: before,
    connection: seen.connection,
  });
  if (said.kind === 'none') return before.said;
  const pending = said.kind === 'some' && before.pending ? { pending: before.pending } : {};
  const mark: Mark =
    said.kind === 'some' ? { ...decision.mark, ...pending, lacking: said.lacking } : decision.mark;
  await remember(ctx, seen, mark);
  await chain(ctx, decision, seen);
  return mark.said;
};

/** What the router is to do: nobody makes routes of a connection that is about to be deleted. */
const taskOf = ({ mark }: Decision): 'remove' | 'apply' =>
  mark.pending?.action === 'delete' ? 'remove' : 'apply';

const wakeUp = (who: 'accepter' | 'router', decision: Decision, seen: Observation) => {
  const { instanceId, regionId } = seen.connection;
  const { requestId } = seen.facts;
  if (who === 'accepter') return { peerflow: 'accept', instanceId, regionId, requestId };
  return {
    peerflow: 'routes',
    task: taskOf(decision),
    instanceId,
    regionId,
    requestId,
    ...(seen.isSweeping ? { once: true } : {}),
  };
};

/** Wakes the accepter or the router. A lost wake-up is made good by the sweep: the mark says `pending`. */
const chain = async (ctx: Context, decision: Decision, seen: Observation): Promise<void> => {
  const { connection } = seen;
  for (const who of decision.chain) {
    const message = wakeUp(who, decision, seen);
    try {
      await ctx.invoker.invokeAsync(ctx.settings.functions[who], message, 0);
    } catch (error) {
      ctx.log.warn(`The ${who} could not be woken; the sweep will`, {
        instanceId: connection.instanceId,
        error,
      });
    }
  }
};
