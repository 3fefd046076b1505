import type { FixtureVpc } from '../../fixture.ts';
import { firstSubnet } from '../cidr.ts';
import {
  type NextHop,
  type RouteEntry,
  type RouteTable,
  routeEntry,
  type VSwitch,
} from './state.ts';

type DeclaredTable = FixtureVpc['routeTables'][number];

/** Where the services of the cloud itself are reached from every VPC. */
export const CLOUD_SERVICES = '100.64.0.0/10';

const stemOf = (id: string): string => id.replace(/^[a-z]+-/, '');

const defaultVSwitch = (vpc: FixtureVpc): NonNullable<FixtureVpc['vSwitches']>[number] => {
  const [ipv6] = vpc.ipv6CidrBlocks;
  return {
    id: `vsw-${stemOf(vpc.id)}`,
    cidrBlock: firstSubnet(vpc.cidrBlock, 24),
    status: 'Available',
    ...(ipv6 === undefined ? {} : { ipv6CidrBlock: firstSubnet(ipv6, 64) }),
  };
};

/** The vSwitches that a fixture declares for a VPC, or the one that every VPC has. */
export const vSwitchesOf = (vpc: FixtureVpc): readonly VSwitch[] =>
  (vpc.vSwitches ?? [defaultVSwitch(vpc)]).map(({ id, cidrBlock, ipv6CidrBlock, status }) => ({
    vSwitchId: id,
    vpcId: vpc.id,
    cidrBlock,
    ipv6CidrBlock: ipv6CidrBlock ?? '',
    status,
  }));

const systemTable = (vpc: FixtureVpc): DeclaredTable => ({
  id: `vtb-${stemOf(vpc.id)}`,
  kind: 'System',
  name: '',
  description: '',
  vSwitchIds: [],
  tags: {},
  status: 'Available',
  entries: [],
});

const declaredTables = (vpc: FixtureVpc): readonly DeclaredTable[] =>
  vpc.routeTables.some(({ kind }) => kind === 'System')
    ? vpc.routeTables
    : [systemTable(vpc), ...vpc.routeTables];

type Blank = Pick<RouteEntry, 'destinationCidrBlock' | 'type' | 'nextHops'> & Partial<RouteEntry>;

const systemEntries = (vSwitches: readonly VSwitch[]): readonly Blank[] => {
  const system = (destinationCidrBlock: string, nextHop: NextHop): Blank => ({
    destinationCidrBlock,
    type: 'System',
    nextHops: [nextHop],
  });
  const local = { nextHopId: '', nextHopType: 'local' };
  const ranges = vSwitches.flatMap(({ cidrBlock, ipv6CidrBlock }) => [cidrBlock, ipv6CidrBlock]);
  return [
    ...ranges.filter((range) => range !== '').map((range) => system(range, local)),
    system(CLOUD_SERVICES, { nextHopId: '', nextHopType: 'service' }),
  ];
};

const declaredEntries = ({ entries }: DeclaredTable): readonly Blank[] =>
  entries.map((each) => ({
    destinationCidrBlock: each.destinationCidrBlock,
    type: each.type,
    nextHops: [
      { nextHopId: each.nextHopId, nextHopType: each.nextHopType, enabled: each.enabled },
      ...each.nextHops,
    ],
    routeEntryName: each.name,
    description: each.description,
    managed: each.managed,
    status: each.status,
    ...(each.id === undefined ? {} : { routeEntryId: each.id }),
  }));

const entriesOf = (
  vpc: FixtureVpc,
  table: DeclaredTable,
  vSwitches: readonly VSwitch[],
  at: number,
): Map<string, RouteEntry> => {
  const blanks = [...systemEntries(vSwitches), ...declaredEntries(table)];
  const entries = blanks.map((blank, index) =>
    routeEntry({
      routeEntryId: `rte-${stemOf(table.id)}${index + 1}`,
      routeTableId: table.id,
      vpcId: vpc.id,
      gmtModified: at,
      ...blank,
    }),
  );
  return new Map(entries.map((entry) => [entry.routeEntryId, entry]));
};

/** The route tables of a VPC as the cloud and its fixture made them; ids follow from the VPC's. */
export const routeTablesOf = (
  vpc: FixtureVpc,
  vSwitches: readonly VSwitch[],
  at: number,
): readonly RouteTable[] => {
  const tables = declaredTables(vpc);
  const elsewhere = new Set(tables.flatMap(({ vSwitchIds }) => vSwitchIds));
  const rest = vSwitches.map((each) => each.vSwitchId).filter((id) => !elsewhere.has(id));
  return tables.map((table) => ({
    routeTableId: table.id,
    vpcId: vpc.id,
    routeTableName: table.name,
    description: table.description,
    kind: table.kind,
    vSwitchIds: table.kind === 'System' ? rest : table.vSwitchIds,
    tags: table.tags,
    status: table.status,
    creationTime: at,
    entries: entriesOf(vpc, table, vSwitches, at),
  }));
};
