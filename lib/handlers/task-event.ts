import { readJson } from '../intake/json/read.ts';
import type { Context } from '../peering/context.ts';
import { looksLikeTask } from '../peering/queue/task-kind.ts';
import type { AnyTask } from '../peering/queue/task-schema.ts';
import { readTask, UnreadableTaskError } from '../peering/queue/tasks.ts';
import type { Settings } from '../peering/settings.ts';

/** The whole event of an invocation that only we may make: parsed, and nothing more. */
export const parseEvent = (event: Buffer): unknown => {
  if (event.length === 0) throw new UnreadableTaskError('the event is empty');
  const json = readJson(event);
  if (!json.ok) throw new UnreadableTaskError(json.error.detail);
  return json.value;
};

/** The result of an asynchronous invocation, as a destination gets it. */
const isInvocationResult = (value: object): boolean =>
  'requestContext' in value && 'responseContext' in value;

/** An event of this or any other deployment. */
const isFollowUpEvent = (value: object): boolean =>
  'data' in value &&
  typeof value.data === 'object' &&
  value.data !== null &&
  'peerflow' in value.data &&
  value.data.peerflow === 'event';

/** The loop guard: whatever is subscribed to whatever, what we sent ourselves is done as it stands. */
export const isOwnEcho = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0 && value.every(isOwnEcho);
  if (typeof value !== 'object' || value === null) return false;
  return isFollowUpEvent(value) || isInvocationResult(value);
};

/**
 * The task that an event is, or `undefined` for one that does not claim to be a task. The function boundary is
 * the authority: whoever may invoke the function may hand it tasks.
 *
 * @throws UnreadableTaskError for a task that this function cannot read
 */
export const taskOf = (
  { memory }: Pick<Context, 'memory'>,
  value: unknown,
  role: keyof Settings['functions'],
): AnyTask | undefined => {
  if (!looksLikeTask(value)) return undefined;
  const task = readTask(value, role);
  if (task.idsIgnored) memory.honoursTaskIds = false;
  return task;
};
