import { classify } from './errors/classify.ts';
import { failureOf } from './errors/failure.ts';
import type { ConnectionView } from './model/connection.ts';
import type { Difference, RoutesPlan } from './model/event.ts';
import { ApiError, type Failure, type Finding, type RequestFinding } from './model/failure.ts';
import type { Verdict } from './policy/rule.ts';
import type { WaitReason, WorkItem } from './queue/backoff.ts';

/** How one item ended: in its fact, in the queue, or refused. */
export type Outcome =
  | {
      /** `created`: our call or its replay; `adopted`: an existing connection; `done`: any other action. */
      readonly outcome: 'created' | 'adopted' | 'done';
      readonly requestId: string;
      readonly instanceId: string;
      readonly connection: ConnectionView;
      readonly policy?: Verdict;
      readonly findings?: readonly Finding[];
      /** Of an adopted connection: what it has otherwise than asked. */
      readonly differences?: readonly Difference[];
      /** The routes that a create asks for, where preflight looked at them. */
      readonly plan?: RoutesPlan | undefined;
    }
  | {
      readonly outcome: 'dry-run';
      readonly requestId: string;
      readonly policy: Verdict;
      readonly findings: readonly Finding[];
      readonly plan?: RoutesPlan | undefined;
    }
  | {
      readonly outcome: 'queued';
      readonly requestId: string;
      readonly detail: string;
      /** The connection of a delete whose routes go first. */
      readonly instanceId?: string;
      readonly connection?: ConnectionView;
    }
  | {
      readonly outcome: 'failed';
      readonly requestId: string;
      readonly failure: Failure;
      readonly policy?: Verdict;
      readonly instanceId?: string;
      /** As the attempt saw it, with our tags. */
      readonly connection?: ConnectionView;
      readonly findings?: readonly Finding[];
      readonly plan?: RoutesPlan | undefined;
      /** The values of a modify are written: what failed is its routes. */
      readonly isModified?: true;
    }
  | {
      readonly outcome: 'rejected';
      readonly requestId: string | null;
      readonly errors: readonly RequestFinding[];
    };

/** What one attempt at a request led to: it ended, or it waits for something that passes. */
export type Attempt =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | {
      readonly kind: 'wait';
      readonly reason: WaitReason;
      /** The reason, for a caller who waits for the answer. */
      readonly detail: string;
      /** Milliseconds the service asked us to stay away, where it did. */
      readonly retryAfterMs?: number | undefined;
      /** How long after that its turn is, in ms; by chance where nobody knows the others. */
      readonly turnMs?: number | undefined;
      readonly error?: ApiError | undefined;
      /** As a last look saw it. */
      readonly connection?: ConnectionView;
      /** What the next attempt has to know. */
      readonly carry?: Pick<
        WorkItem,
        | 'generation'
        | 'lastSeen'
        | 'ownerRequestId'
        | 'givenUp'
        | 'isModified'
        | 'routedId'
        | 'options'
      > &
        Partial<Pick<WorkItem, 'spent' | 'tries'>>;
    };

export type Wait = Extract<Attempt, { kind: 'wait' }>;

/** How an attempt is to be made. */
export interface AttemptOptions {
  /** A caller waits for the answer: what the answer says is not announced. */
  readonly isAnswering: boolean;
  /** The last look before the request fails: nothing is called that changes something. */
  readonly isLastLook: boolean;
}

export const ended = (outcome: Outcome): Attempt => ({ kind: 'ended', outcome });

export const wait = (reason: WaitReason, detail: string, carry?: Wait['carry']): Wait => ({
  kind: 'wait',
  reason,
  detail,
  ...(carry ? { carry } : {}),
});

/** What is known of a request when it fails. */
export interface About {
  readonly requestId: string;
  readonly policy?: Verdict | undefined;
  readonly findings?: readonly Finding[] | undefined;
  /** The routes that a create would get, where preflight looked at them. */
  readonly plan?: RoutesPlan | undefined;
  readonly instanceId?: string | undefined;
  readonly connection?: ConnectionView | undefined;
  /** The values of a modify are written: what failed is its routes. */
  readonly isModified?: boolean | undefined;
}

export const failed = (about: About, failure: Failure): Attempt =>
  ended({
    outcome: 'failed',
    requestId: about.requestId,
    failure,
    ...(about.policy ? { policy: about.policy } : {}),
    ...(about.instanceId === undefined ? {} : { instanceId: about.instanceId }),
    ...(about.connection ? { connection: about.connection } : {}),
    ...(about.findings?.length ? { findings: about.findings } : {}),
    ...(about.plan ? { plan: about.plan } : {}),
    ...(about.isModified ? { isModified: true } : {}),
  });

/**
 * An error of the API becomes a wait while it may pass, and a failure when it will not. Throws what is not an
 * answer of the cloud.
 */
export const attemptOf = async (
  error: unknown,
  about: About,
  carry?: Wait['carry'],
): Promise<Attempt> => {
  if (!(error instanceof ApiError)) throw error;
  const { reason: retry } = classify(error);
  if (retry === 'never') return failed(about, failureOf(error));
  return {
    kind: 'wait',
    reason: retry,
    detail: `${error.code}: ${error.message}`,
    retryAfterMs: error.retryAfterMs,
    error,
    ...(carry ? { carry } : {}),
  };
};
