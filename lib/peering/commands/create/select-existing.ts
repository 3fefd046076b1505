import type { Connection } from '../../model/connection.ts';
import { isAdoptable } from '../../model/status.ts';

/** What the look at the pair means for a create. */
export type Choice =
  | { readonly kind: 'none' }
  /** `others` are further live connections of the pair: reported, never deleted. */
  | {
      readonly kind: 'live';
      readonly connection: Connection;
      readonly others: readonly Connection[];
    }
  | { readonly kind: 'leaving'; readonly connection: Connection }
  | { readonly kind: 'refused'; readonly connection: Connection };

const olderFirst = (a: Connection, b: Connection): number =>
  (a.gmtCreate ?? '').localeCompare(b.gmtCreate ?? '') || a.instanceId.localeCompare(b.instanceId);

/** A live connection counts before one that is leaving, that before one that was refused. */
export const choose = (pair: readonly Connection[]): Choice => {
  const [connection, ...others] = pair.filter(({ status }) => isAdoptable(status)).sort(olderFirst);
  if (connection) return { kind: 'live', connection, others };
  const leaving = pair.find(({ status }) => status === 'Deleting');
  if (leaving) return { kind: 'leaving', connection: leaving };
  const refused = pair.find(({ status }) => status === 'Rejected' || status === 'Expired');
  return refused ? { kind: 'refused', connection: refused } : { kind: 'none' };
};
