import { failureCodeOf, mayBeSentAgain, shortType } from '../support/record.ts';
import type { FaultKind } from '../support/rules.ts';
import type { Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';

/** Whether an answer of a kind passes, whatever its code: a status of 5xx does, one of 403 does not. */
const PASSES: Partial<Readonly<Record<FaultKind, boolean>>> = { unavailable: true, denied: false };

/** Failures by codes that no table knows, of which the wrong thing is said: that they pass, or that they do not. */
export const misread = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    const code = failureCodeOf(event) ?? '';
    const kind = sim.faults.codes.get(code);
    const passes = kind && PASSES[kind];
    if (shortType(event) !== 'Failed' || passes === undefined) return [];
    return mayBeSentAgain(event) === passes
      ? []
      : [`${event.id} (${code}) may ${passes ? 'not ' : ''}be sent again, after ${kind}`];
  });
