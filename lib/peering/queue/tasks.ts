/**
 * Tasks: everything that still has to be done, as messages to our own functions in Function Compute's
 * asynchronous queue. This folder is the only place that knows their shape: `schema` defines them, `read` reads
 * them, `name` names and begins them, `kind` says whose they are without their schemas.
 */
export { FUNCTION_OF, looksLikeTask, MAX_CHAIN_MS, TASK_VERSION } from './task/kind.ts';
export { firstOf, namedChain, randomChain, taskIdOf } from './task/name.ts';
export {
  type RedrivableTask,
  readRedrivable,
  readTask,
  UnreadableTaskError,
} from './task/read.ts';
export type {
  AcceptTask,
  AnyTask,
  DeliverTask,
  EntryGroup,
  LackingSink,
  RequestItemTask,
  RequestsTask,
  RoutesTask,
  SweepTask,
  TaskKind,
  WatchTask,
} from './task/schema.ts';
