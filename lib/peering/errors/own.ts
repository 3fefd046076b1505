<<<<<<< HEAD
import type { Category, Failure } from '../model/failure.ts';

/** Codes of our own, with the one remedy each of them has. */
const OWN = {
  InvalidRequest: ['invalid', 'Correct the fields named in `errors` and send the request again.'],
  PolicyDenied: [
    'denied',
    'Ask the operators of this deployment to allow it with a rule in PEERFLOW_POLICY, or change the request to what a rule allows.',
  ],
  NotFound: ['notfound', 'Check the path and the instance id; GET /peerings lists what there is.'],
  IdempotencyKeyReused: [
    'conflict',
    'Send the same body again for the same wish, or a new Idempotency-Key for a new one.',
  ],
  PreconditionFailed: [
    'invalid',
    'Read the connection again (GET /peerings/{instanceId}) and send the request with its new ETag.',
  ],
  NotConfigured: ['state', 'Set the environment variable that the message names and deploy again.'],
  PreflightFailed: [
    'state',
    'Remove what the findings of severity `error` name, or ask with `preflight: "warn"`.',
  ],
  PairRefused: [
    'state',
    'Delete the connection that the message names, then send the request again under a new request id.',
  ],
  RouteConflict: [
    'conflict',
    'Remove or change the entries that the message names, then invoke the router with `{"peerflow":"routes","task":"apply","repair":true,"instanceId":…}`, or route these ranges by hand; Peerflow touches no entry that it did not make.',
  ],
  NotEffective: [
    'service',
    'Look at the connection (GET /peerings/{instanceId}) and send the modify again if it still matters.',
  ],
  ConnectionGone: [
    'state',
    'The connection of this request was deleted. To connect the pair again send a new request id.',
  ],
} as const satisfies Record<string, readonly [Category, string]>;

export type OwnCode = keyof typeof OWN;

/** True for a code of our own that no call failed with. */
export const isOwnCode = (code: string): code is OwnCode => Object.hasOwn(OWN, code);

/** Every code of our own with its category and remedy. */
export const ownCodes = (): readonly (readonly [OwnCode, Category, string])[] =>
  Object.entries(OWN).flatMap(([code, [category, remedy]]) =>
    isOwnCode(code) ? [[code, category, remedy] as const] : [],
  );

/** A failure that Peerflow itself finds, without a call that failed. */
export const ownFailure = (code: OwnCode, message: string): Failure => {
  const [category, remedy] = OWN[code];
  return { code, message, category, retryable: false, remedy };
};
=======
export { isOwnCode, type OwnCode, ownFailure } from './failure.ts';
export { ownCodes } from './table.ts';
>>>>>>> aliyun
