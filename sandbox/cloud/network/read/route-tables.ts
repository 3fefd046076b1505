import type { Operation } from '../../operation.ts';
import { need, type Params } from '../../params.ts';
import { ownVpcs } from '../find.ts';
import { numberedPage } from '../page.ts';
import type { RouteTable } from '../state.ts';
import { routeTableRow } from '../view/route-table.ts';
import { hasTags } from '../view/tags.ts';

const filterOf = (params: Params): ((table: RouteTable) => boolean) => {
  const { RouteTableId, RouteTableName, RouteTableType, RouterType, RouterId } = params;
  const filters: readonly ((table: RouteTable) => boolean)[] = [
    ({ routeTableId }) => !RouteTableId || routeTableId === RouteTableId,
    ({ routeTableName }) => !RouteTableName || routeTableName === RouteTableName,
    ({ kind }) => !RouteTableType || (kind === 'System') === (RouteTableType === 'System'),
    ({ vpcId }) => !RouterId || vpcId.replace(/^vpc-/, 'vrt-') === RouterId,
    // Tables of virtual border routers are not emulated.
    () => RouterType !== 'VBR',
    ({ tags }) => hasTags(params, tags),
  ];
  return (table) => filters.every((filter) => filter(table));
};

export const describeRouteTableList: Operation = (cloud, caller, params) => {
  const isAsked = filterOf(params);
  const found = ownVpcs(cloud, caller, need(params, 'RegionId'))
    .filter(({ id }) => !params.VpcId || id === params.VpcId)
    .flatMap((vpc) => cloud.network.tablesOf(vpc.id).map((table) => ({ vpc, table })))
    .filter(({ table }) => isAsked(table));
  const { rows, about } = numberedPage(params, found);
  return {
    ...about,
    RouterTableList: {
      RouterTableListType: rows.map(({ vpc, table }) => routeTableRow(vpc, table)),
    },
  };
};
