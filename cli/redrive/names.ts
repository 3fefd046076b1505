import type { FunctionNames } from './records.ts';

export const REDRIVE_QUEUES = ['failed', 'parked', 'dead'] as const;
export type RedriveQueue = (typeof REDRIVE_QUEUES)[number];

/** Names of the queues, and of the functions that may be invoked. */
export interface Names {
  readonly queues: Readonly<Record<RedriveQueue, string>>;
  readonly functions: FunctionNames;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What queues and functions of a deployment are called: after its name, unless the variables that the
 * functions themselves read say otherwise.
 */
export const namesOf = (name: string, env: Environment): Names => {
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
