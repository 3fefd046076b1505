import type { FixtureVpc } from '../../fixture.ts';

type Declared = FixtureVpc['routeTables'][number];

/** A vSwitch inside the cloud. */
export type VSwitch = NonNullable<FixtureVpc['vSwitches']>[number] & { readonly vpcId: string };

export interface NextHop {
  readonly nextHopId: string;
  readonly nextHopType: string;
  /** False: traffic does not go there at present. */
  readonly enabled?: boolean | undefined;
  /** Of several that share the traffic; 100 unless given. */
  readonly weight?: number | undefined;
}

/** A route entry inside the cloud. Times are milliseconds on the clock. */
export interface RouteEntry {
  readonly routeEntryId: string;
  readonly routeTableId: string;
  readonly vpcId: string;
  readonly destinationCidrBlock: string;
  readonly type: 'Custom' | 'System' | 'BGP' | 'CEN' | 'ECR';
  readonly nextHops: readonly NextHop[];
  readonly routeEntryName: string;
  readonly description: string;
  /** Hosted by a transit router. */
  readonly managed: boolean;
  status: 'Pending' | 'Available' | 'Modifying' | 'Deleting';
  gmtModified: number;
  /** When the status changes by itself, if it does. */
  changesAt: number | undefined;
}

type Needed = 'routeEntryId' | 'routeTableId' | 'vpcId' | 'destinationCidrBlock' | 'nextHops';

/** An entry with what is usual where nothing else is given: a custom one, Available. */
export const routeEntry = (
  given: Pick<RouteEntry, Needed | 'gmtModified'> & Partial<RouteEntry>,
): RouteEntry => ({
  type: 'Custom',
  routeEntryName: '',
  description: '',
  managed: false,
  status: 'Available',
  changesAt: undefined,
  ...given,
});

/** A route table inside the cloud; a `Gateway` is a custom table too, which routes what comes in from outside. */
export interface RouteTable extends Omit<Declared, 'id' | 'entries'> {
  readonly routeTableId: string;
  readonly vpcId: string;
  /** By id, oldest first. */
  readonly entries: Map<string, RouteEntry>;
}
