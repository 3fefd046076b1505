import type { Context } from './context.ts';
import { ownFailure } from './errors/failure.ts';
import type { Connection, ConnectionView } from './model/connection.ts';
import { ApiError, type Failure } from './model/failure.ts';
import { evaluatePolicy } from './policy/evaluate.ts';
import {
  type Circumstances,
  connectionSubject,
  goneSubject,
  type PolicyAction,
  type PolicySubject,
  type Verdict,
} from './policy/rule.ts';

/** What policy is asked about a connection that exists. */
export interface PolicyQuestion extends Circumstances {
  readonly action: PolicyAction;
  /** How the request first came in. */
  readonly via: string;
}

/** Asks policy about an action on a connection as it was just observed, never on what a message says of it. */
export const askPolicy = (
  ctx: Context,
  connection: Connection,
  { action, ...circumstances }: PolicyQuestion,
): Verdict => {
  const subject = connectionSubject(action, connection, ctx.settings, circumstances);
  return evaluatePolicy(ctx.settings, subject);
};

/**
 * Asks policy about routes to a connection that is gone, on its last look; `undefined` where that does not show both
 * ends, so that whoever found the entries has to ask.
 */
export const askPolicyOfGone = (ctx: Context, view: ConnectionView): Verdict | undefined => {
  const subject = goneSubject('routes', view, ctx.settings, { via: 'timer' });
  return subject && evaluatePolicy(ctx.settings, subject);
};

/** The context of work that only reads: the role of another account is assumed for it where policy allows `read`. */
export const readingAs = (ctx: Context, subject: Omit<PolicySubject, 'action'>): Context => ({
  ...ctx,
  network: async (accountId, requestId) => {
    const isOwn = accountId === ctx.settings.accountId;
    const { effect, rule } = isOwn
      ? OWN
      : evaluatePolicy(ctx.settings, { ...subject, action: 'read' });
    if (effect === 'allow') return ctx.network(accountId, requestId);
    throw new ApiError({
      kind: 'api',
      operation: 'AssumeRole',
      code: 'PolicyDenied',
      message: `Policy does not allow reading in account ${accountId} (${rule}).`,
      status: 403,
    });
  },
});

/** Reading the own account is not judged. */
const OWN: Verdict = { effect: 'allow', rule: '' };

/** The failure of a request that policy does not allow. */
export const policyDenied = ({ rule }: Verdict): Failure =>
  ownFailure('PolicyDenied', `Policy does not allow this (${rule}).`);
