import type { CloudCall } from '../support/cloud.ts';
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

const isOurModify = ({ action, params, isAnswered }: CloudCall): boolean =>
  action === 'ModifyVpcPeerConnection' && params.DryRun !== 'true' && isAnswered;

/**
 * Whether a run knows that its modify of a connection is followed: what it wrote is done, whatever it waits for then.
 * Where every acknowledgement of the watch was lost, it does not, and the modify comes again under its token.
 */
const isFollowedBy = (sim: Simulation, run: CloudCall['run'], instanceId = ''): boolean =>
  [...sim.record.tasks, ...sim.record.known].some(
    ({ by, id, payload }) =>
      by === run &&
      run?.acknowledged.has(id) &&
      payload.includes('"peerflow":"watch"') &&
      payload.includes('"action":"modify"') &&
      payload.includes(`"instanceId":"${instanceId}"`),
  );

/** Values that are written once more by a later run of a chain, while the routes of the same modify wait. */
export const writtenAgain = (sim: Simulation): readonly string[] => {
  const modifies = sim.record.calls.filter(isOurModify);
  if (modifies.length === 0) return [];
  const tasks = new Map(sim.record.tasks.map((task) => [task.payload, task]));
  return modifies.flatMap(({ run, params }) => {
    let task = tasks.get(run?.payload ?? '');
    while (task?.by) {
      const { by } = task;
      const isWritten = modifies.some(
        (each) => each.run === by && each.params.ClientToken === params.ClientToken,
      );
      if (isWritten && isFollowedBy(sim, by, params.InstanceId))
        return [`${params.InstanceId} was modified again by a later run of the same request`];
      task = tasks.get(by.payload);
    }
    return [];
  });
};
