import type { Invocation } from '../support/invocation.ts';
import type { Simulation } from '../support/simulation.ts';
import { tagOf } from './asked.ts';

const isOfSweep = ({ payload }: Invocation): boolean =>
  payload.includes('"triggerTime"') || payload.includes('"peerflow":"sweep"');

/** A state that was announced, and could not be written down. */
export const UNWRITTEN = 'State tag not written; the event may be announced again';

/** When somebody next wrote down where a connection is: from then on its tag counts, as looks and lists show it. */
const writtenAfter = (sim: Simulation, instanceId: string, at: number): number =>
  sim.record.calls.find(
    (call) =>
      call.at >= at &&
      call.action === 'TagResources' &&
      call.params['ResourceId.1'] === instanceId &&
      tagOf(call, 'peerflow:state') !== '',
  )?.at ?? Number.POSITIVE_INFINITY;

/** What a process told and could not write down, its sweeps do not tell again: only another process does. */
export const checkUnwritten = (sim: Simulation): void => {
  const { lines, broken } = sim.record;
  const told = lines.filter(({ msg, run }) => msg === 'Event announced' && isOfSweep(run));
  for (const { msg, run, fields, at } of lines) {
    const { endedAt } = run;
    if (msg !== UNWRITTEN || endedAt === undefined) continue;
    const instanceId = String(fields.instanceId);
    const event = `${instanceId}-${String(fields.state)}`;
    const isAgain = told.some(
      (each) =>
        each.fields.event === event &&
        each.run.instance === run.instance &&
        each.run.startedAt > endedAt &&
        each.at < writtenAfter(sim, instanceId, at),
    );
    if (isAgain) broken.push(`${event} was told again by a process that had told it`);
  }
};
