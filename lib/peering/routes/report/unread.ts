import type { ApiError } from '../../model/api-error.ts';
import type { Finding } from '../../model/finding.ts';
import type { End } from '../../network/pair.ts';
import type { Reading } from '../../network/reading.ts';

interface ReadEnd {
  readonly end: End;
  readonly read: Reading<unknown>;
}

const unread = ({ vpcId, accountId }: End, error: ApiError): Finding => ({
  code: 'UnreadRoutes',
  severity: 'warning',
  pointer: '/instanceId',
  detail: `Route entries of ${vpcId} (account ${accountId}) could not be read: ${error.message}`,
  evidence: { vpcId, accountId, operation: error.operation, code: error.code },
  remedy:
    'Give the role of the function, or PEERFLOW_ACCEPTER_ROLE in the other account, the permission to describe route tables and entries, or let the owner of that VPC look. While entries lead to a connection, the API itself refuses its delete.',
});

/** Ends that nobody could look at: never passed over in silence. */
export const unreadRoutes = (ends: readonly ReadEnd[]): readonly Finding[] =>
  ends.flatMap(({ end, read }) => (read.ok ? [] : [unread(end, read.error)]));
