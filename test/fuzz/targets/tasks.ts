import fc from 'fast-check';
import { readRecord } from '../../../lib/handlers/redrive.ts';
import { parseEvent, taskOf } from '../../../lib/handlers/task-event.ts';
import { emptyMemory } from '../../../lib/peering/context.ts';
import { readRedrivable, readTask, UnreadableTaskError } from '../../../lib/peering/queue/tasks.ts';
import { RECORD_TEXTS, TASK_TEXTS, TASKS } from '../corpus.ts';
import { bytes, texts } from '../mutate.ts';
import { must, mustBePrintable, type Target } from '../target.ts';

const ROLES = ['request', 'worker', 'poller', 'accepter', 'router'] as const;

/** Runs what may throw `UnreadableTaskError` and nothing else; its text goes into the log. */
const readOrRefuse = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnreadableTaskError)) throw error;
    mustBePrintable(error.message, 'The text of an unreadable task');
    return undefined;
  }
};

export const taskEvents: Target<Buffer> = {
  name: 'task-events',
  inputs: bytes(TASK_TEXTS),
  corpus: TASK_TEXTS.map((text) => Buffer.from(text)),
  check: (event) => {
    const value = readOrRefuse(() => parseEvent(event));
    const taken = ROLES.filter(
      (role) => readOrRefuse(() => taskOf({ memory: emptyMemory() }, value, role)) !== undefined,
    );
    must(taken.length <= 1, 'A task for more than one function', taken);
    must(!taken.includes('request'), 'The request function takes a task', value);
  },
};

const numbers = fc.constantFrom(-1, 0.5, 1e9, 1e15, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY);
const members = TASKS.flatMap((task) => Object.keys(task));

/** Tasks with members replaced: numbers out of range, other types, other names. */
const bentTasks = fc
  .tuple(
    fc.constantFrom(...TASKS),
    fc.array(
      fc.tuple(
        fc.constantFrom(...members),
        fc.oneof(numbers, fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' })),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([task, changes]): object => Object.fromEntries([...Object.entries(task), ...changes]));

export const tasks: Target<object> = {
  name: 'tasks',
  inputs: bentTasks,
  corpus: TASKS,
  check: (value) => {
    for (const role of ROLES) {
      const task = readOrRefuse(() => readTask(value, role));
      if (task === undefined) continue;
      const again = readOrRefuse(() => readTask(JSON.parse(JSON.stringify(task)), role));
      must(
        JSON.stringify(again) === JSON.stringify(task),
        'A task that was read is another one when written and read again',
        task,
      );
    }
    const header = readRedrivable(value);
    if (header) must(Number.isSafeInteger(header.step) && header.step >= 0, 'step', header.step);
  },
};

export const records: Target<string> = {
  name: 'records',
  inputs: texts(RECORD_TEXTS),
  corpus: RECORD_TEXTS,
  check: (body) => {
    const record = readRecord(body);
    if (record === undefined) return;
    must(typeof record.requestContext.functionArn === 'string', 'A record without a function');
    must(['string', 'object'].includes(typeof record.requestPayload), 'A record without payload');
  },
};
