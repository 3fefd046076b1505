import type { TakenTask } from '../support/platform.ts';
import { HOUR, type Simulation } from '../support/simulation.ts';

const MOST = 3;

interface Redriven {
  readonly step: number;
  readonly tries?: number;
  readonly spent?: Readonly<Record<string, number>>;
  readonly due: number;
  readonly redriven?: number;
  readonly redrivenAt?: number;
  readonly event?: string;
}

/** What a redrive writes anew; all else of a task stays as it is. */
const RENEWED: ReadonlySet<string> = new Set([
  ...['chain', 'step', 'due', 'redriven', 'redrivenAt', 'idsIgnored'],
  ...['tries', 'spent', 'reason', 'waitingSince'],
]);

/** What a task is about, as long as it is nothing but redriven. */
const workIn = (task: object): string =>
  JSON.stringify(
    Object.entries(task)
      .filter(([name]) => !RENEWED.has(name))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

/** Whether a task may be the next redrive of one that failed; one delay of the queue may not reach as far as it is due. */
const mayFollow = (next: Redriven, { redriven = 0, redrivenAt }: Redriven): boolean =>
  (next.redriven === redriven + 1 &&
    (redrivenAt === undefined || (next.redrivenAt ?? next.due) >= redrivenAt + HOUR)) ||
  (next.redriven === redriven && next.redrivenAt === redrivenAt);

/** An event that the request function failed at is no task yet, and its record may come more than once. */
const isOfEvent = ({ redriven, event }: Redriven): boolean => redriven === 1 && event !== undefined;

const isOfRedrive = ({ payload }: TakenTask): boolean =>
  payload.includes('"redrivenAt":') && payload.includes('"step":0,');

/** The delete that a redrive goes on with starts chains of its own, which are due at other times. */
const isRedrive = ({ due, redrivenAt }: Redriven): boolean => due === redrivenAt;

/** It begins anew: what it waited before the trouble does not count. */
const hasWaited = ({ tries = 0, spent = {} }: Redriven): boolean =>
  tries > 0 || Object.values(spent).some((ms) => ms > 0);

/** Failed tasks come back three times at most, each counted, an hour apart. */
export const faultsOfRedrives = (sim: Simulation): readonly string[] => {
  const redrives = sim.record.tasks
    .filter(isOfRedrive)
    .map(({ payload, id }) => ({ id, task: JSON.parse(payload) as Redriven }))
    .filter(({ task }) => isRedrive(task));
  if (redrives.length === 0) return [];
  const failed = new Map<string, Redriven[]>();
  for (const payload of sim.record.failed.filter((each) => each.includes('"peerflow":'))) {
    const task = JSON.parse(payload);
    const key = workIn(task);
    failed.set(key, [...(failed.get(key) ?? []), task]);
  }
  return redrives.flatMap(({ task, id }) => {
    const before = failed.get(workIn(task)) ?? [];
    if ((task.redriven ?? 0) > MOST) return [`${id} is redriven for the ${task.redriven}th time`];
    if (hasWaited(task)) return [`${id} is redriven with the waits of the task that failed`];
    return before.length === 0 || isOfEvent(task) || before.some((each) => mayFollow(task, each))
      ? []
      : [`${id} is redrive ${task.redriven} of a task, too soon or not counted`];
  });
};
