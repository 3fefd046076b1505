import { readCidr } from '../../../cidr.ts';
import { refuse } from '../../refuse.ts';
import type { Ask } from '../ask.ts';

/** Throws for tables that take no entry. */
export const checkTable = ({ table }: Ask): void => {
  if (table.kind === 'Gateway') throw refuse('OperationDenied.GatewayRouteTableNotPermitted');
  if (table.status !== 'Available') throw refuse('IncorrectStatus.RouteTableStatus');
};

/** Throws while the table has an entry that stays Pending or Modifying. */
export const checkStable = ({ table }: Ask): void => {
  const isStuck = [...table.entries.values()].some(
    ({ status, changesAt }) => status !== 'Available' && changesAt === undefined,
  );
  if (isStuck) throw refuse('IncorrectRouteEntryStatus');
};

/** Throws when the table knows the destination already. */
export const checkUnique = ({ cloud, table, destination }: Ask): void => {
  const block = readCidr(destination);
  const known = [...table.entries.values()].find((each) => each.destinationCidrBlock === block);
  if (!known) return;
  throw refuse(
    known.type === 'Custom'
      ? cloud.store.fixture.behaviour.duplicateRoute
      : 'RouteConflict.AlreadyExist',
  );
};

const QUOTA = 'vpc_quota_route_entrys_num';
const MOST_ENTRIES = 200;

/** Throws when the table holds as many custom entries as its owner may have in one. */
export const checkQuota = ({ cloud, table, vpc }: Ask): void => {
  const most = cloud.store.accounts.get(vpc.ownerId)?.quotas[QUOTA] ?? MOST_ENTRIES;
  const used = [...table.entries.values()].filter(({ type }) => type === 'Custom').length;
  if (used >= most) throw refuse('QuotaExceeded');
};
