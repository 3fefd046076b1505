import type { Context } from './context.ts';
import { ownFailure } from './errors/own.ts';
import type { Connection } from './model/connection.ts';
import type { Failure } from './model/failure.ts';
import { evaluatePolicy } from './policy/evaluate.ts';
import type { PolicyAction, Verdict } from './policy/rule.ts';
import { connectionSubject } from './policy/subjects.ts';

/** What policy is asked about a connection that exists; always the connection as it was just observed. */
export interface PolicyQuestion {
  readonly action: PolicyAction;
  /** How the request first came in. */
  readonly via: string;
  /** Of a delete. */
  readonly force?: boolean | undefined;
  /** Whether the accepter accepts is the question: `reject` rules count for it alone. */
  readonly asker?: 'accepter' | undefined;
}

/** Asks policy about an action on an observed connection, never on what a message says of it. */
export const askPolicy = (
  { settings }: Context,
  connection: Connection,
  { action, ...circumstances }: PolicyQuestion,
): Verdict =>
  evaluatePolicy(settings, connectionSubject(action, connection, settings, circumstances));

/** What a request that policy does not allow is told. */
export const policyDenied = ({ rule }: Verdict): Failure =>
  ownFailure('PolicyDenied', `Policy does not allow this (${rule}).`);
