import type { FixtureVpc } from '../../fixture.ts';
import { refuse } from '../fault.ts';
import type { Caller, Cloud } from '../operation.ts';
import type { RouteTable } from './state.ts';

const isIn = (vpc: FixtureVpc | undefined, regionId: string | undefined): vpc is FixtureVpc =>
  vpc !== undefined && (!regionId || vpc.regionId === regionId);

/** VPCs of the caller's account in a region. */
export const ownVpcs = ({ store }: Cloud, caller: Caller, regionId: string) =>
  [...store.vpcs.values()].filter((vpc) => isIn(vpc, regionId) && vpc.ownerId === caller.accountId);

/** A VPC of the caller's account. Throws `InvalidVpcId.NotFound`, `Forbidden.VpcNotFound` for others' VPCs. */
export const findVpc = (
  { store }: Cloud,
  caller: Caller,
  regionId: string | undefined,
  vpcId: string,
): FixtureVpc => {
  const vpc = store.vpcs.get(vpcId);
  if (!isIn(vpc, regionId)) throw refuse('InvalidVpcId.NotFound');
  if (vpc.ownerId !== caller.accountId) throw refuse('Forbidden.VpcNotFound');
  return vpc;
};

export interface TableOfVpc {
  readonly table: RouteTable;
  readonly vpc: FixtureVpc;
}

/** A route table of the caller's account, with its VPC; `undefined` for any other. */
export const findTable = (
  { store, network }: Cloud,
  caller: Caller,
  regionId: string | undefined,
  routeTableId: string,
): TableOfVpc | undefined => {
  const table = network.table(routeTableId);
  const vpc = table && store.vpcs.get(table.vpcId);
  return table && isIn(vpc, regionId) && vpc.ownerId === caller.accountId
    ? { table, vpc }
    : undefined;
};
