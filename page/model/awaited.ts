import type { Connection } from './contract.ts';
import { parseTime } from './time.ts';

/** What a connection waits for, and from whom; a key of the texts and what stands in it. */
export interface Awaited {
  readonly key:
    | 'await.cloud.create'
    | 'await.cloud.update'
    | 'await.cloud.delete'
    | 'await.account'
    | 'await.unknown';
  readonly account?: string;
  /** Epoch milliseconds of the deadline, where there is one. */
  readonly until?: number;
}

/** What is awaited, or undefined where nothing is. */
export const awaitedOf = (it: Connection): Awaited | undefined => {
  switch (it.status) {
    case 'Creating':
      return { key: 'await.cloud.create' };
    case 'Updating':
      return { key: 'await.cloud.update' };
    case 'Deleting':
      return { key: 'await.cloud.delete' };
    case 'Accepting': {
      const until = parseTime(it.gmtExpired);
      return {
        key: 'await.account',
        account: it.acceptingOwnerUid,
        ...(until === undefined ? {} : { until }),
      };
    }
    case 'Activated':
    case 'Rejected':
    case 'Expired':
    case 'Failed':
    case 'Deleted':
      return undefined;
    default:
      return { key: 'await.unknown' };
  }
};

/** When the connection came into its state, as near as the API shows: its last modification. */
export const inStateSince = ({ gmtModified, gmtCreate }: Connection): number | undefined =>
  parseTime(gmtModified) ?? parseTime(gmtCreate);
