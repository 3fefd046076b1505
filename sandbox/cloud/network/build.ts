import * as v from 'valibot';
import type { FixtureVpc } from '../../fixture.ts';
import { routeTable } from '../../fixtures/schema/network.ts';
import { firstSubnet } from '../cidr.ts';
import { type RouteEntry, type RouteTable, routeEntry, type VSwitch } from './state.ts';

type DeclaredTable = FixtureVpc['routeTables'][number];

/** Where the services of the cloud itself are reached from every VPC. */
export const CLOUD_SERVICES = '100.64.0.0/10';

const stemOf = (id: string): string => id.replace(/^[a-z]+-/, '');

const defaultVSwitch = ({ id, cidrBlock, ipv6CidrBlocks }: FixtureVpc): VSwitch => {
  const [ipv6] = ipv6CidrBlocks;
  return {
    id: `vsw-${stemOf(id)}`,
    vpcId: id,
    cidrBlock: firstSubnet(cidrBlock, 24),
    ipv6CidrBlock: ipv6 && firstSubnet(ipv6, 64),
    status: 'Available',
  };
};

/** The vSwitches that a fixture declares for a VPC, or the one that every VPC has. */
export const vSwitchesOf = (vpc: FixtureVpc): readonly VSwitch[] =>
  vpc.vSwitches?.map((each) => ({ ...each, vpcId: vpc.id })) ?? [defaultVSwitch(vpc)];

/** The ranges of vSwitches, IPv4 and IPv6. */
export const rangesOf = (vSwitches: readonly VSwitch[]): readonly string[] =>
  vSwitches
    .flatMap(({ cidrBlock, ipv6CidrBlock }) => [cidrBlock, ipv6CidrBlock])
    .filter((range) => range !== undefined);

const systemTable = ({ id }: FixtureVpc): DeclaredTable =>
  v.parse(routeTable, { id: `vtb-${stemOf(id)}`, kind: 'System' });

type Blank = Pick<RouteEntry, 'destinationCidrBlock' | 'type' | 'nextHops'> & Partial<RouteEntry>;

const systemEntry = (destinationCidrBlock: string, nextHopType: string): Blank => ({
  destinationCidrBlock,
  type: 'System',
  nextHops: [{ nextHopId: '', nextHopType }],
});

/** An entry as a fixture declares it. */
export const entryOf = (declared: DeclaredTable['entries'][number]): Blank => {
  const { id, name, nextHopId, nextHopType, enabled, nextHops, ...entry } = declared;
  return {
    ...entry,
    nextHops: [{ nextHopId, nextHopType, enabled }, ...nextHops],
    routeEntryName: name,
    ...(id === undefined ? {} : { routeEntryId: id }),
  };
};

/** The route tables of a VPC as the cloud and its fixture made them; ids follow from the VPC's. */
export const routeTablesOf = (
  vpc: FixtureVpc,
  vSwitches: readonly VSwitch[],
  at: number,
): readonly RouteTable[] => {
  const isDeclared = vpc.routeTables.some(({ kind }) => kind === 'System');
  const tables = isDeclared ? vpc.routeTables : [systemTable(vpc), ...vpc.routeTables];
  const elsewhere = new Set(tables.flatMap(({ vSwitchIds }) => vSwitchIds));
  const rest = vSwitches.map(({ id }) => id).filter((id) => !elsewhere.has(id));
  return tables.map(({ id, entries: declared, ...table }) => {
    const blanks = [
      ...rangesOf(vSwitches).map((range) => systemEntry(range, 'local')),
      systemEntry(CLOUD_SERVICES, 'service'),
      ...declared.map(entryOf),
    ];
    const entries = blanks.map((blank, index) =>
      routeEntry({
        routeEntryId: `rte-${stemOf(id)}${index + 1}`,
        routeTableId: id,
        vpcId: vpc.id,
        gmtModified: at,
        ...blank,
      }),
    );
    return {
      ...table,
      routeTableId: id,
      vpcId: vpc.id,
      vSwitchIds: table.kind === 'System' ? rest : table.vSwitchIds,
      entries: new Map(entries.map((entry) => [entry.routeEntryId, entry])),
    };
  });
};
