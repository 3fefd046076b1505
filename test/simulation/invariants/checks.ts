import type { TakenTask } from '../support/platform.ts';
import { instanceOf, shortType } from '../support/record.ts';
import { MINUTE, type Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';

/** When the run that enqueued a task began, by its own clock. */
const begunAt = ({ by }: TakenTask): number | undefined => by && by.startedAt + by.instance.skewMs;

const VERIFY = '"phase":"verify"';
/** Entries that were put back are looked after so long after it. */
const VERIFY_AFTER_MS = 2 * MINUTE;

/** Looks after a restore that come before anybody could have taken the entries away again. */
const earlyLooks = (task: TakenTask): readonly string[] => {
  const { payload, by } = task;
  if (!payload.includes(VERIFY) || by?.payload.includes(VERIFY)) return [];
  // A look that failed comes back from the queue of failed tasks at once: the poller redrives it.
  if (!by?.instance.functionName.endsWith('-router')) return [];
  const { due, instanceId } = JSON.parse(payload);
  const waitMs = due - (begunAt(task) ?? Number.NEGATIVE_INFINITY);
  return waitMs < VERIFY_AFTER_MS
    ? [`the look after the restore of ${instanceId} comes ${waitMs} ms after it`]
    : [];
};

const FIRST_MS = 5 * MINUTE;
const CAP_MS = 60 * MINUTE;
const JITTER = 0.25;

/** Checks of what is partial: 5 minutes after it was told, then twice as long each time, up to an hour. */
const earlyChecks = (sim: Simulation): readonly string[] => {
  const seen = new Map<string, Set<number>>();
  return sim.record.tasks.flatMap((task) => {
    // What a check is about to change is in the task before it does: that one comes at once. So does a redrive.
    const isAtOnce = task.payload.includes('"changed":') || task.payload.includes('"redriven":');
    if (!task.payload.includes('"partial":"') || isAtOnce) return [];
    const { chain, checks = 0, reason, due, instanceId } = JSON.parse(task.payload);
    const known = seen.get(chain) ?? new Set();
    seen.set(chain, known);
    // What comes again for the same check waits for something else.
    if (known.has(checks) || reason !== undefined) return [];
    const usualMs = Math.min(FIRST_MS * 2 ** known.size, CAP_MS);
    known.add(checks);
    const waitMs = due - (begunAt(task) ?? Number.NEGATIVE_INFINITY);
    return waitMs < usualMs * (1 - JITTER) - 1
      ? [`check ${checks} of ${instanceId} comes after ${waitMs} ms, ${usualMs} are usual`]
      : [];
  });
};

/** Drift of connections that the run which tells of it saw in another status: only one that is Activated has routes. */
const driftOfOthers = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    const decided = sim.record.announced.get(event.id);
    if (shortType(event) !== 'Routes:Drifted' || !decided) return [];
    const look = sim.record.calls.find(
      ({ action, params, run }) =>
        run === decided.run &&
        action === 'GetVpcPeerConnectionAttribute' &&
        params.InstanceId === instanceOf(event),
    );
    const status = look?.answer.Status ?? 'Activated';
    return status === 'Activated' ? [] : [`${event.id} of a connection that is ${status}`];
  });

/** Looks that are to come later come then. */
export const faultsOfChecks = (sim: Simulation, heard: Heard): readonly string[] => [
  ...sim.record.tasks.flatMap(earlyLooks),
  ...earlyChecks(sim),
  ...driftOfOthers(sim, heard),
];
