import type { RouteTable } from '../../network/model.ts';

/** Names route tables: by id, or by a tag. */
export type TablePattern =
  | { readonly routeTableId: string }
  | { readonly key: string; readonly value: string };

/** Whether a table's entries can be listed: those of a gateway's table cannot (DescribeRouteEntryList). */
export const isListable = ({ associateType }: RouteTable): boolean => associateType !== 'Gateway';

/** A table that some vSwitch uses: entries elsewhere route nothing. */
const isUsed = (table: RouteTable): boolean => isListable(table) && table.vSwitchIds.length > 0;

const isNamedBy =
  ({ routeTableId, tags }: RouteTable) =>
  (pattern: TablePattern): boolean =>
    'routeTableId' in pattern
      ? pattern.routeTableId === routeTableId
      : tags.some(({ key, value }) => key === pattern.key && value === pattern.value);

/** The tables of a VPC that get routes: all that vSwitches use, or those among them that are chosen. */
export const tablesToRoute = (
  tables: readonly RouteTable[],
  chosen: readonly TablePattern[],
): readonly RouteTable[] =>
  tables
    .filter(isUsed)
    .filter((table) => chosen.length === 0 || chosen.some(isNamedBy(table)))
    .sort((a, b) => a.routeTableId.localeCompare(b.routeTableId));
