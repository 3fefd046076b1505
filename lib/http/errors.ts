import { readEvent } from '../intake/index.ts';
import type { Context } from '../peering/context.ts';
import { ownFailure } from '../peering/errors/failure.ts';
import type { ConfigFault } from '../runtime/config.ts';
import type { Invocation } from '../runtime/invocation.ts';
import type { HttpAnswer } from './answer.ts';
import { finished } from './finalise.ts';
import { httpFailures, problem } from './problem.ts';
import { translated } from './translated.ts';

const NO_CREDENTIALS: ConfigFault = {
  variable: 'ALIBABA_CLOUD_ACCESS_KEY_ID',
  detail: 'and _SECRET are needed where the function has no role',
};

const notConfigured = (faults: readonly ConfigFault[], requestId: string | null): HttpAnswer => {
  const list = faults.map(({ variable, detail }) => `${variable} ${detail}`).join('; ');
  return problem({
    failure: ownFailure('NotConfigured', `Configuration invalid: ${list}`),
    requestId,
    errors: faults.map(({ variable, detail }) => ({ pointer: `/${variable}`, detail })),
  });
};

/** Neither role nor variables: nothing could be called. */
export const credentialsMissing = (requestId: string): HttpAnswer =>
  notConfigured([NO_CREDENTIALS], requestId);

/** A wrong configuration: a problem document for HTTP, a failed invocation for every other trigger. */
export const answerFaults = async (
  event: Buffer,
  faults: readonly ConfigFault[],
  { requestId, credentialSource }: Pick<Invocation, 'requestId' | 'credentialSource'>,
): Promise<HttpAnswer> => {
  const all = credentialSource === undefined ? [...faults, NO_CREDENTIALS] : faults;
  const intake = readEvent(event, { functions: [] });
  if (intake.kind === 'http') {
    const answer = await translated(intake.call, notConfigured(all, requestId || null));
    return finished(intake.call, answer, requestId);
  }
  const list = all.map(({ variable, detail }) => `${variable} ${detail}`).join('; ');
  throw new Error(`Configuration invalid: ${list}`);
};

/** What nobody foresaw must still be an answer: Function Compute leaves open what a thrown error gives. */
export const answerMishap = (ctx: Context, error: unknown, requestId: string): HttpAnswer => {
  ctx.log.error('HTTP call failed unexpectedly', { error });
  return problem({
    failure: httpFailures.unavailable('Internal error; see the function log'),
    requestId,
  });
};
