import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Simulation } from './simulation.ts';
import { OWN, REGION } from './simulation.ts';

interface Wide {
  readonly id: string;
  /** Second octet of the first of its ranges. */
  readonly from: number;
  readonly ranges: number;
  readonly tables: number;
}

/** A VPC with many ranges and route tables, each table used by a vSwitch. */
export const wideVpc = ({ id, from, ranges, tables }: Wide) => {
  const [cidrBlock = '', ...secondaryCidrBlocks] = Array.from(
    { length: ranges },
    (_, index) => `10.${from + index}.0.0/16`,
  );
  const others = Array.from({ length: tables - 1 }, (_, index) => index + 1);
  return {
    id: `vpc-${id}`,
    regionId: REGION,
    ownerId: OWN,
    cidrBlock,
    secondaryCidrBlocks,
    vSwitches: [0, ...others].map((index) => ({
      id: `vsw-${id}${index}`,
      cidrBlock: `10.${from}.${index}.0/24`,
    })),
    routeTables: others.map((index) => ({
      id: `vtb-${id}${index}`,
      vSwitchIds: [`vsw-${id}${index}`],
    })),
  };
};

/** Two hundred entries over six tables: forty ranges seen from four tables, twenty from two. */
export const WIDE = [
  wideVpc({ id: 'left', from: 0, ranges: 20, tables: 4 }),
  wideVpc({ id: 'right', from: 100, ranges: 40, tables: 2 }),
];

export const wide = (more: object = {}) => ({
  requestId: 'wide-1',
  regionId: REGION,
  vpcId: 'vpc-left',
  acceptingVpcId: 'vpc-right',
  routes: 'both',
  ...more,
});

/** Entries of the VPCs that lead to any connection: `table destination status`, sorted. */
export const routesOf = ({ world }: Simulation, ...vpcIds: readonly string[]): readonly string[] =>
  vpcIds
    .flatMap((vpcId) => world.network.routeEntries(vpcId))
    .filter(({ nextHops }) => nextHops.some(({ nextHopType }) => nextHopType === 'VpcPeer'))
    .map((it) => `${it.routeTableId} ${it.destinationCidrBlock} ${it.status}`)
    .sort();

/** What became of entries behind everybody's back, to hold against what should have. */
export const watchEntries = ({ world }: Simulation) => {
  const made = new Map<string, number>();
  const removed: string[] = [];
  world.network.onChange(({ entry, from, to }) => {
    const key = `${entry.routeTableId} ${entry.destinationCidrBlock}`;
    if (from === '') made.set(key, (made.get(key) ?? 0) + 1);
    if (to === 'Deleting') removed.push(`${key} ${entry.description}`);
  });
  return {
    made,
    removed,
    doubled: (): readonly string[] =>
      [...made].filter(([, times]) => times > 1).map(([key]) => key),
  };
};

/** The routes events, e.g. `Ready`. */
export const routesEvents = ({ sinks }: Simulation, kind: string): readonly FollowUpEvent[] =>
  sinks.events().filter(({ type }) => type === `peerflow:Routes:${kind}`);
