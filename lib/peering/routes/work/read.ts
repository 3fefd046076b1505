import pLimit from 'p-limit';
import type { RouteEntry, RouteTable } from '../../network/model.ts';
import type { End } from '../../network/pair.ts';
import type { NetworkApi } from '../../network/ports.ts';
import type { Place } from '../plan/plan.ts';
import { type TablePattern, tablesToRoute } from '../plan/tables.ts';

/** A VPC has few route tables; each costs a call or more. */
const TABLES_AT_ONCE = 5;

/** The route tables of a VPC that get routes, and its vSwitches. Rejects with `ApiError`. */
export const readPlace = async (
  api: NetworkApi,
  { regionId, vpcId }: End,
  chosen: readonly TablePattern[],
): Promise<Place> => {
  const [tables, vSwitches] = await Promise.all([
    api.routeTables(regionId, vpcId),
    api.vSwitches(regionId, vpcId),
  ]);
  return { tables: tablesToRoute(tables, chosen), vSwitches };
};

/**
 * Every entry of some tables. Who wants those that lead to one next hop picks them out: the API may take no
 * such filter. Rejects with `ApiError`.
 */
export const readEntries = async (
  api: NetworkApi,
  { regionId }: Pick<End, 'regionId'>,
  tables: readonly Pick<RouteTable, 'routeTableId'>[],
): Promise<readonly RouteEntry[]> => {
  const limit = pLimit(TABLES_AT_ONCE);
  const lists = await Promise.all(
    tables.map(({ routeTableId }) => limit(() => api.routeEntries(regionId, routeTableId))),
  );
  return lists.flat();
};
