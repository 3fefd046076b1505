import type { Context } from './context.ts';
import { ownFailure } from './errors/own.ts';
import type { Connection } from './model/connection.ts';
import type { Failure } from './model/failure.ts';
import type { Action } from './model/request.ts';
import { judge } from './policy/judge.ts';
import type { Verdict } from './policy/rule.ts';
import { policySubjectOf } from './policy/subject.ts';
import { readTags } from './state/tags.ts';

/** What policy is asked about a connection that exists; always the connection as it was just observed. */
export interface PolicyQuestion {
  readonly action: Action | 'routes' | 'read';
  /** How the request first came in. */
  readonly via: string;
  /** Of a delete. */
  readonly force?: boolean | undefined;
}

/** Asks policy about an action on an observed connection, never on what a message says of it. */
export const askPolicy = (
  ctx: Context,
  connection: Connection,
  question: PolicyQuestion,
): Verdict => {
  const tags = readTags(connection, ctx.settings);
  const action =
    question.action === 'routes' || question.action === 'read' ? 'create' : question.action;
  void tags;
  return judge(ctx.settings, policySubjectOf(action, connection));
};

/** What a request that policy does not allow is told. */
export const policyDenied = ({ rule }: Verdict): Failure =>
  ownFailure('PolicyDenied', `Policy does not allow this (${rule}).`);
