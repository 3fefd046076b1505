import { readEvent } from '../intake/index.ts';
import type { Context } from '../peering/context.ts';
import { ownFailure } from '../peering/errors/failure.ts';
import type { ConfigFault } from '../runtime/config.ts';
import type { Invocation } from '../runtime/invocation.ts';
import type { HttpAnswer, Reply } from './answer.ts';
import { finalise } from './finalise.ts';
import { languageOf } from './language.ts';
import { httpFailures, problem } from './problem.ts';

const NO_CREDENTIALS: ConfigFault = {
  variable: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
  detail: 'and _SECRET are needed where the function has no role',
};

const listOf = (faults: readonly ConfigFault[]): string =>
  faults.map(({ variable, detail }) => `${variable} ${detail}`).join('; ');

const notConfigured = (faults: readonly ConfigFault[], requestId: string | null): Reply =>
  problem({
    failure: ownFailure(
      'NotConfigured',
      `The configuration has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.`,
    ),
    requestId,
    errors: faults.map(({ variable, detail }) => ({ pointer: `/${variable}`, detail })),
  });

/** Neither role nor variables: nothing could be called. */
export const credentialsMissing = (requestId: string): Reply =>
  notConfigured([NO_CREDENTIALS], requestId);

/**
 * A wrong configuration: a problem document for who reads the answer of an HTTP call, a failed invocation for
 * everybody else, so that the trigger delivers again. It names variables and rules, never values.
 */
export const answerFaults = async (
  event: Buffer,
  faults: readonly ConfigFault[],
  { requestId, credentialSource }: Pick<Invocation, 'requestId' | 'credentialSource'>,
): Promise<HttpAnswer> => {
  const all = credentialSource === undefined ? [...faults, NO_CREDENTIALS] : faults;
  const intake = readEvent(event, { functions: [] });
  if (intake.kind !== 'http' || intake.call.isAsync)
    throw new Error(`Configuration invalid: ${listOf(all)}`);
  const { call } = intake;
  const language = languageOf(call.headers['accept-language']);
  const reply = notConfigured(all, requestId || null);
  return finalise(call, reply, { language, invocationId: requestId });
};

/** An unexpected error must still be an answer: Function Compute leaves open what a thrown error gives. */
export const answerUnexpected = (ctx: Context, error: unknown, requestId: string): Reply => {
  ctx.log.error('HTTP call failed unexpectedly', { error });
  return problem({ failure: httpFailures.internal(), requestId });
};
