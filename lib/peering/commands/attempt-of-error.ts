import { failureOf } from '../errors/failure.ts';
import { treat } from '../errors/treat.ts';
import { ApiError } from '../model/api-error.ts';
import type { Finding } from '../model/finding.ts';
import type { Asked } from '../model/request.ts';
import type { Verdict } from '../policy/rule.ts';
import { ended, type Step } from './attempt.ts';

/**
 * An error of the API becomes a wait while it may pass, and a failure when it will not. Rejects with
 * what is no answer of the cloud.
 */
export const stepOfError = async (
  error: unknown,
  about: {
    readonly asked: Asked;
    readonly policy?: Verdict;
    readonly findings?: readonly Finding[];
  },
): Promise<Step> => {
  if (!(error instanceof ApiError)) throw error;
  const { retry } = treat(error);
  if (retry === 'never')
    return ended({
      outcome: 'failed',
      requestId: about.asked.requestId,
      failure: await failureOf(error),
      ...(about.policy ? { policy: about.policy } : {}),
      ...(about.findings?.length ? { findings: about.findings } : {}),
    });
  return {
    kind: 'wait',
    reason: retry,
    detail: `${error.code}: ${error.message}`,
    retryAfterMs: error.retryAfterMs,
    error,
  };
};
