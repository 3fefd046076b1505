/**
 * Tasks: everything that still has to be done, as messages to our own functions in Function Compute's
 * asynchronous queue. This folder is the only place that knows their shape: `schema` defines them, `read` reads
 * them, `name` names and begins them.
 */
export { firstOf, namedChain, randomChain, taskIdOf } from './task/name.ts';
export {
  FUNCTION_OF,
  looksLikeTask,
  type RedrivableTask,
  readRedrivable,
  readTask,
  UnreadableTaskError,
} from './task/read.ts';
export {
  type AcceptTask,
  type AnyTask,
  type DeliverTask,
  type EntryGroup,
  type LackingSink,
  MAX_CHAIN_MS,
  type RequestItemTask,
  type RequestsTask,
  type RoutesTask,
  type SweepTask,
  TASK_VERSION,
  type TaskKind,
  type WatchTask,
} from './task/schema.ts';
