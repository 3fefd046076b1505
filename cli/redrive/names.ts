import type { RedriveDeps } from './redrive.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What queues and functions of a deployment are called: after its name, unless the variables that the
 * functions themselves read say otherwise.
 */
export const namesOf = (name: string, env: Environment): RedriveDeps['names'] => {
  const of = (variable: string, role: string): string => env[variable] || `${name}-${role}`;
  return {
    queues: {
      failed: of('PEERFLOW_FAILED_QUEUE', 'failed'),
      parked: of('PEERFLOW_PARKED_QUEUE', 'parked'),
      dead: `${name}-dead`,
    },
    functions: {
      request: of('PEERFLOW_REQUEST_FUNCTION', 'request'),
      worker: of('PEERFLOW_WORKER_FUNCTION', 'worker'),
      poller: of('PEERFLOW_POLLER_FUNCTION', 'poller'),
      accepter: of('PEERFLOW_ACCEPTER_FUNCTION', 'accepter'),
      router: of('PEERFLOW_ROUTER_FUNCTION', 'router'),
    },
  };
};
