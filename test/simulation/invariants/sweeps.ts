import type { CloudCall } from '../support/cloud.ts';
import type { Simulation } from '../support/simulation.ts';

/** Fresh looks of one invocation of a sweep in one region. */
const MOST_LOOKS = 60;

const isOfSweep = ({ action, run }: CloudCall): boolean =>
  action === 'GetVpcPeerConnectionAttribute' &&
  run?.instance.functionName === 'peerflow-poller' &&
  (run.payload.includes('"triggerTime"') || run.payload.includes('"peerflow":"sweep"'));

/** Invocations of a sweep that look at more connections of a region than one may; those of two regions are listed in both. */
export const overlookingSweeps = (sim: Simulation): readonly string[] => {
  const looks = new Map<string, Set<string>>();
  for (const { run, params } of sim.record.calls.filter(isOfSweep)) {
    const { InstanceId = '' } = params;
    const { regionId, acceptingRegionId } = sim.truth.lives.get(InstanceId)?.connection ?? {};
    if (regionId !== acceptingRegionId) continue;
    const about = `${run?.id} in ${regionId}`;
    looks.set(about, (looks.get(about) ?? new Set()).add(InstanceId));
  }
  return [...looks]
    .filter(([, ids]) => ids.size > MOST_LOOKS)
    .map(([about, ids]) => `${about} looked at ${ids.size} connections in one sweep`);
};
