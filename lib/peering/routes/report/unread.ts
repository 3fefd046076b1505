import type { ApiError } from '../../model/api-error.ts';
import type { Finding } from '../../model/finding.ts';
import type { End } from '../../network/pair.ts';

/** An end of which something could not be read, and why. */
export interface UnreadEnd {
  readonly end: End;
  readonly errors: readonly ApiError[];
}

const unread = ({ vpcId, accountId }: End, error: ApiError, remedy: string): Finding => ({
  code: 'UnreadRoutes',
  severity: 'warning',
  pointer: '/instanceId',
  detail: `Route entries of ${vpcId} (account ${accountId}) could not be read: ${error.message}`,
  evidence: { vpcId, accountId, operation: error.operation, code: error.code },
  remedy,
});

const LET_IT_READ =
  'Give the role of the function, or PEERFLOW_ACCEPTER_ROLE in the other account, the permission to describe route tables and entries, or let the owner of that VPC look. While entries lead to a connection, the API itself refuses its delete.';

/** Ends that could not be read in whole: one finding each. */
export const unreadRoutes = (
  ends: readonly UnreadEnd[],
  remedy: string = LET_IT_READ,
): readonly Finding[] =>
  ends.flatMap(({ end, errors: [error] }) => (error ? [unread(end, error, remedy)] : []));
