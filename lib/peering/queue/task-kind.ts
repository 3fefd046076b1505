import type { Settings } from '../settings.ts';
import type { TaskKind } from './task-schema.ts';

/** Writers write this version; readers take it and the one before, so that an upgrade finds its tasks. */
export const TASK_VERSION = 1 as const;

/** A chain ends after so long, whatever it waits for. */
export const MAX_CHAIN_MS = 7 * 24 * 3600 * 1000;

/** Which of our functions does what. */
export const FUNCTION_OF: Readonly<Record<TaskKind, keyof Settings['functions']>> = {
  requests: 'worker',
  deliver: 'worker',
  watch: 'poller',
  sweep: 'poller',
  accept: 'accepter',
  routes: 'router',
};

export const isKind = (value: unknown): value is TaskKind =>
  typeof value === 'string' && Object.hasOwn(FUNCTION_OF, value);

/** True for a value that claims to be a task, readable or not. */
export const looksLikeTask = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'peerflow' in value && isKind(value.peerflow);
