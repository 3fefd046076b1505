import type { Intake } from '../intake/types.ts';
import { ownFailure } from '../peering/catalogue/own.ts';
import type { Context } from '../peering/context.ts';
import type { ConfigFault } from '../runtime/config.ts';
import type { HttpAnswer } from './answer.ts';
import { httpFailures, problem } from './problem.ts';

/** A wrong configuration: a problem document for HTTP, a failed invocation for every other trigger. */
export const answerFaults = (
  intake: Intake | undefined,
  faults: readonly ConfigFault[],
): HttpAnswer => {
  const list = faults.map(({ variable, detail }) => `${variable} ${detail}`).join('; ');
  if (intake?.kind !== 'http') throw new Error(`The configuration is wrong: ${list}`);
  return problem({
    failure: ownFailure('NotConfigured', `The configuration is wrong: ${list}`),
    requestId: null,
    errors: faults.map(({ variable, detail }) => ({ pointer: `/${variable}`, detail })),
  });
};

/** What nobody foresaw must still be an answer: Function Compute leaves open what a thrown error gives. */
export const answerMishap = (ctx: Context, error: unknown, requestId: string): HttpAnswer => {
  ctx.log.error('An HTTP call broke', { error });
  return problem({
    failure: httpFailures.unavailable('Peerflow met an error of its own; its log says more'),
    requestId,
  });
};
