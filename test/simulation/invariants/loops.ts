import { originalIn, shortType } from '../support/record.ts';
import { isOfReturn } from '../support/returned.ts';
import type { Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';

const isOfOurs = (base64: string): boolean =>
  Buffer.from(base64, 'base64').toString().includes('"peerflow":"event"');

/** Events of ours that came back, and were taken for requests: as bad ones, or as something to do. */
export const takenForRequests = (sim: Simulation, { all }: Heard): readonly string[] => {
  const made = [
    ...sim.record.calls.map(({ run, action }) => ({ run, what: action })),
    ...sim.record.tasks.map(({ by, id }) => ({ run: by, what: id })),
  ];
  return [
    ...all
      .filter((event) => shortType(event) === 'Request:Rejected')
      .filter((event) => isOfOurs(originalIn(event).base64))
      .map(({ id }) => `${id} rejects an event of ours`),
    ...made
      .filter(({ run }) => run && isOfReturn(run.payload))
      .map(({ what }) => `${what} comes of an event of ours that came back`),
  ];
};
