/**
 * Questions of a deep health check. Each is one call that changes nothing and never rejects: it answers
 * what it found, the missing right or wrong setting by name, and what to do. Loaded only for a deep check.
 */

export {
  type Deployment,
  type ExpectedTasks,
  probeDeployments,
  probeFunction,
  probeTasks,
} from './health/functions.ts';
export type { ProbeResult } from './health/probe.ts';
export {
  probeBus,
  probeClock,
  probeQueue,
  probeRegion,
  probeRole,
} from './health/services.ts';
