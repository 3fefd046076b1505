import { differencesIn, instanceOf, shortType } from '../support/record.ts';
import { MINUTE, type Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';

/** Looks lag for less: a modify without a trace settles after a minute, and half a minute of looks at the least. */
const SETTLED_MS = MINUTE / 2;

/** The modifies of a connection that the API took, each once. */
const takenOf = (sim: Simulation, instanceId: string) => {
  const calls = sim.record.calls.filter(
    ({ action, params }) =>
      action === 'ModifyVpcPeerConnection' &&
      params.InstanceId === instanceId &&
      params.DryRun !== 'true',
  );
  return [...new Map(calls.toReversed().map((it) => [it.params.ClientToken, it])).values()];
};

/** `Updated` with other values than asked, though nobody else wrote any and a look may still have lagged. */
export const earlyUpdates = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    if (shortType(event) !== 'Updated' || differencesIn(event).length === 0) return [];
    const [taken, ...others] = takenOf(sim, instanceOf(event));
    const isAlone =
      others.length === 0 && !sim.people.did('ModifyVpcPeerConnection', instanceOf(event));
    const ageMs = (sim.record.announced.get(event.id)?.at ?? 0) - (taken?.at ?? 0);
    return taken && isAlone && ageMs < SETTLED_MS
      ? [`${event.id} shows other values ${ageMs} ms after the modify, as if it were over`]
      : [];
  });
