import type { TakenTask } from '../support/platform.ts';
import type { Simulation } from '../support/simulation.ts';
import type { SinkAttempt } from '../support/sinks.ts';

/**
 * When a run had announced an event for which it asks a sink. A run that could neither deliver an event nor hand it
 * over announces it once more, and its breakers have changed since: each time has tries of its own. A `deliver` task
 * announces nothing, and tries its event once.
 */
export const announcedAt = (
  sim: Simulation,
  { run, eventId, at }: Pick<SinkAttempt, 'run' | 'eventId' | 'at'>,
): number =>
  sim.record.announced.get(eventId)?.times.findLast((each) => each.run === run && each.at <= at)
    ?.at ?? 0;

/** The last call of a sink before the run handed to a task what the sink lacks; none where it was left alone. */
export const lastTry = (
  sim: Simulation,
  { by: run, at }: Pick<TakenTask, 'by' | 'at'>,
  sink: string,
  eventId: string,
): SinkAttempt | undefined => {
  if (!run) return undefined;
  const from = announcedAt(sim, { run, eventId, at });
  return sim.sinks.attempts.findLast(
    (each) =>
      each.run === run &&
      each.sink === sink &&
      each.eventId === eventId &&
      each.at >= from &&
      each.at <= at,
  );
};
