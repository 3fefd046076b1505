import type { Operation } from '../../operation.ts';
import { listOf } from '../../params.ts';
import { ownVpcs } from '../find.ts';
import { numberedPage } from '../page.ts';
import { tableOf, vSwitchRow } from '../view/v-switch.ts';

export const describeVSwitches: Operation = (cloud, caller, params) => {
  const { RegionId = '', VpcId, RouteTableId } = params;
  const ids = listOf(params, 'VSwitchId');
  const found = ownVpcs(cloud, caller, RegionId)
    .filter(({ id }) => !VpcId || id === VpcId)
    .flatMap((vpc) => cloud.network.vSwitchesOf(vpc.id).map((it) => ({ vpc, it })))
    .filter(({ it }) => ids.length === 0 || ids.includes(it.vSwitchId))
    .filter(({ it }) => !RouteTableId || tableOf(cloud, it)?.routeTableId === RouteTableId);
  const { rows, about } = numberedPage(params, found);
  return {
    ...about,
    VSwitches: { VSwitch: rows.map(({ vpc, it }) => vSwitchRow(cloud, vpc, it)) },
  };
};
