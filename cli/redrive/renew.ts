import { type RedrivableTask, readRedrivable } from '../../lib/peering/queue/tasks.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that count what was tried and waited: after a redrive by hand all of it begins anew. */
const COUNTED = ['reason', 'waitingSince', 'early', 'redriven', 'redrivenAt', 'isFinal'] as const;

const begunAnew = (it: unknown, now: number): unknown => {
  if (!isFields(it)) return it;
  const rest = Object.fromEntries(
    Object.entries(it).filter(([name]) => !COUNTED.some((each) => each === name)),
  );
  return {
    ...rest,
    ...('tries' in it ? { tries: 0 } : {}),
    ...('spent' in it ? { spent: {} } : {}),
    ...('due' in it ? { due: now } : {}),
  };
};

const listOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : undefined;

/**
 * A task as the first of a new chain, with every count of tries and time at its beginning: otherwise it
 * would be given up again at once. Its successors are named after the chain, and Function Compute refuses
 * names that it has seen, so the old chain cannot go on. Events within keep their ids.
 *
 * @param chain 32 hexadecimal digits, drawn for this redrive
 * @param now epoch milliseconds
 * @returns undefined for what is not a task
 */
export const renewed = (task: unknown, chain: string, now: number): RedrivableTask | undefined => {
  if (readRedrivable(task) === undefined || !isFields(task)) return undefined;
  const items = listOf(task.items)?.map((item) => begunAnew(item, now));
  const sinks = listOf(task.sinks)?.map((sink) => {
    const fresh = begunAnew(sink, now);
    return isFields(fresh) ? { ...fresh, since: now } : fresh;
  });
  const begun = begunAnew(task, now);
  return readRedrivable({
    ...(isFields(begun) ? begun : {}),
    ...(items ? { items } : {}),
    ...(sinks ? { sinks } : {}),
    chain,
    step: 0,
    begunAt: now,
    due: now,
  });
};
