import type { Context } from './context.ts';
import { ownFailure } from './errors/failure.ts';
import type { Connection, ConnectionView } from './model/connection.ts';
import { ApiError, type Failure } from './model/failure.ts';
import type { CreateRequest, IdentifiedRequest } from './model/request.ts';
import { evaluatePolicy } from './policy/evaluate.ts';
import {
  type Circumstances,
  connectionSubject,
  createSubject,
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

/** The failure of a request that policy does not allow. */
export const policyDenied = ({ rule }: Verdict): Failure =>
  ownFailure('PolicyDenied', `Policy does not allow this (${rule}).`);

/**
 * The context of reads: policy is asked before the role in another account is assumed. The own account is not judged,
 * nor what policy cannot be asked about.
 */
const readerOf = (ctx: Context, subject: PolicySubject | undefined): Context => {
  if (subject === undefined) return ctx;
  const { settings } = ctx;
  return {
    ...ctx,
    network: async (accountId) => {
      const verdict =
        accountId === settings.accountId ? undefined : evaluatePolicy(settings, subject);
      if (verdict === undefined || verdict.effect === 'allow') return ctx.network(accountId);
      const message = `Policy does not allow reading in account ${accountId} (${verdict.rule}).`;
      const { code } = policyDenied(verdict);
      throw new ApiError({ kind: 'api', operation: 'AssumeRole', code, message, status: 403 });
    },
  };
};

/** Reads both VPCs of a create. */
export const readerOfCreate = (
  ctx: Context,
  { request, origin: { via } }: IdentifiedRequest<CreateRequest>,
): Context =>
  readerOf(ctx, { ...createSubject(request, ctx.settings.accountId, { via }), action: 'read' });

/** Reads both VPCs of a connection as it was just observed. */
export const readerOfConnection = (ctx: Context, connection: Connection, via: string): Context =>
  readerOf(ctx, connectionSubject('read', connection, ctx.settings, { via }));

/** Reads both VPCs of a connection that is gone, as its last look shows them. */
export const readerOfGone = (ctx: Context, view: ConnectionView): Context =>
  readerOf(ctx, goneSubject('read', view, ctx.settings, { via: 'timer' }));
