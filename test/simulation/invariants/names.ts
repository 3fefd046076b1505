import type { TakenTask } from '../support/platform.ts';
import type { Simulation } from '../support/simulation.ts';

interface Removal {
  readonly requestId: string;
  readonly arrival: number;
  readonly phase: string;
}

/** What tells one task from another, beside its place in its chain. */
interface Task {
  readonly peerflow: string;
  readonly chain: string;
  readonly step: number;
  readonly part: number;
  readonly instanceId?: string;
  readonly action?: string;
  readonly purpose?: string;
  readonly cause?: string;
  readonly asked?: { readonly requestId: string };
  readonly removal?: Removal;
  readonly event?: string | { readonly id: string };
  readonly items?: readonly { readonly requestId: string }[];
  readonly regionId?: string;
  readonly tick?: number;
}

/** Two runs of one step may go on with one or the other of these: each goes by what it sees. */
const TURNS: ReadonlySet<string> = new Set(['check', 'remove']);

/** A lease stands for whoever deletes the connection; everything else of a removal is of one request. */
const aboutRemoval = ({ requestId, arrival, phase }: Removal): readonly unknown[] =>
  phase === 'lease' ? [phase] : [TURNS.has(phase) ? 'turn' : phase, requestId, arrival];

const aboutRoutes = ({ purpose, cause, instanceId, asked, removal }: Task): readonly unknown[] => {
  // Connections of one VPC share the look at its tables.
  if (purpose === 'dangling') return [purpose, cause];
  return [purpose, instanceId, asked?.requestId, ...(removal ? aboutRemoval(removal) : [])];
};

const aboutEvent = (event: Task['event']): unknown =>
  typeof event === 'object' ? event.id : event;

const aboutOf = (task: Task): readonly unknown[] => {
  switch (task.peerflow) {
    case 'watch':
      return [task.instanceId, task.action];
    case 'accept':
      return [task.instanceId];
    case 'routes':
      return aboutRoutes(task);
    case 'deliver':
      return [aboutEvent(task.event)];
    case 'sweep':
      return [task.regionId, task.tick];
    default:
      // Of two runs of one step each may have ended what the other left.
      return task.step > 0 ? [] : [task.items?.map(({ requestId }) => requestId), task.event];
  }
};

const workOf = ({ payload }: TakenTask): string => {
  const task: Task = JSON.parse(payload);
  const { peerflow, chain, step, part } = task;
  return JSON.stringify([peerflow, chain, step, part, ...aboutOf(task)]);
};

const keyOf = ({ functionName, id }: TakenTask): string => `${functionName} ${id}`;

/** Tasks that the queue dropped because of their ids, although those were taken by other work. */
export const sharedNames = ({ record }: Simulation): readonly string[] => {
  if (record.known.length === 0) return [];
  const taken = new Map(record.tasks.map((task) => [keyOf(task), task]));
  return record.known.flatMap((task) => {
    const first = taken.get(keyOf(task));
    return first === undefined || workOf(first) === workOf(task)
      ? []
      : [`${task.id} was dropped: ${workOf(task)} has the id of ${workOf(first)}`];
  });
};
