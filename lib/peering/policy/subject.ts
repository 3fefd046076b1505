import type { Connection } from '../model/connection.ts';
import type { Action, CreateRequest } from '../model/request.ts';
import type { PolicySubject } from './rule.ts';
import { connectionSubject, createSubject } from './subjects.ts';

/** The name of before: whether a connection is managed is told by any deployment's tags. */
export const policySubjectOf = (action: Action, connection: Connection): PolicySubject => {
  const [name = ''] =
    connection.tags.find(({ key }) => key.endsWith(':options'))?.key.split(':options') ?? [];
  return connectionSubject(action, connection, { name, accountId: connection.ownerId });
};

/** The name of before: ranges of both sides together. */
export const policySubjectOfCreate = (
  request: CreateRequest,
  accountId: string,
  ranges?: readonly string[],
): PolicySubject =>
  createSubject(request, accountId, { ranges: { requester: ranges, accepter: ranges } });
