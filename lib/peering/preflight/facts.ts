import { type Connection, isAdoptable, SIDES, type Side } from '../model/connection.ts';
import type { RouteFact } from '../model/event.ts';
import type { CreateRequest } from '../model/request.ts';
import { isV6 } from '../network/cidr.ts';
import type { Vpc, VSwitch } from '../network/model.ts';
import { type End, rangesOf } from '../network/pair.ts';
import type { Reading } from '../network/reading.ts';
import type { Owner } from '../routes/plan/ours.ts';
import { type TablePattern, wants } from '../routes/plan/plan.ts';
import { type TableReading, withoutEntries } from '../routes/read.ts';
import { factsOf } from '../routes/report/facts.ts';
import { type EndState, stateOf } from '../routes/state.ts';
import { isDangling } from '../routes/work/gone.ts';

/** Where in the request an end is named. */
export const POINTERS: Readonly<
  Record<Side, { readonly vpc: string; readonly region: string; readonly account: string }>
> = {
  requester: { vpc: '/vpcId', region: '/regionId', account: '/vpcId' },
  accepter: { vpc: '/acceptingVpcId', region: '/acceptingRegionId', account: '/acceptingAliUid' },
};

/** Each end with the one across, in the order of the request. */
export const eachEnd = <T>(
  { ends }: Facts,
  visit: (end: EndFacts, other: EndFacts) => readonly T[],
): readonly T[] =>
  SIDES.flatMap((side) => visit(ends[side], ends[side === 'requester' ? 'accepter' : 'requester']));

/** A route table that vSwitches use, with its entries. */
export type TableFacts = TableReading;

/** What was read of one end. */
export interface EndFacts extends End {
  readonly vpc: Reading<Vpc>;
  readonly vSwitches: Reading<readonly VSwitch[]>;
  /** The tables that vSwitches use; where routes are asked for, those that get them. */
  readonly tables: Reading<readonly TableFacts[]>;
  /** Connections of the VPC, as far as our account sees them. */
  readonly peerings: Reading<readonly Connection[]>;
  /** Another account's VPC may have connections that our account does not see. */
  readonly seesAllPeerings: boolean;
}

/** All that checks look at: they read nothing themselves. */
export interface Facts {
  readonly request: CreateRequest;
  readonly ends: Readonly<Record<Side, EndFacts>>;
  /** Connections of our account in the requester's region; at most a page of them. */
  readonly ofRegion: Reading<readonly Connection[]>;
  /** Connections that join this very pair. */
  readonly ofPair: readonly Connection[];
  /** `PEERFLOW_ROUTE_TABLES`. */
  readonly routeTables: readonly TablePattern[];
  /** Whose entries are ours. */
  readonly owner: Owner;
  /** Connections that entries of ours lead to and that are gone. */
  readonly gone: ReadonlySet<string>;
}

/** True if the request asks for route entries at this end. */
export const asksForRoutes = ({ routes }: CreateRequest, side: Side): boolean =>
  wants(routes, side);

/**
 * Where the entries of an end would lead: every range of the VPC across, IPv6 only where both have it.
 * Empty while either VPC is unknown.
 */
export const destinationsOf = ({ vpc }: EndFacts, across: EndFacts): readonly string[] => {
  if (!vpc.ok || !across.vpc.ok) return [];
  const hasV6 = vpc.value.ipv6CidrBlocks.length > 0;
  return rangesOf(across.vpc.value).filter((each) => hasV6 || !isV6(each));
};

/** The live connection of the pair; one that is gone leads nowhere. */
const liveOf = ({ ofPair }: Facts): string | undefined =>
  ofPair.find(({ status }) => isAdoptable(status))?.instanceId;

/**
 * How the routes of an end would stand, by the judgement that makes and checks them. Where none are asked for, by
 * all tables that are in use.
 */
export const stateOfEnd = (facts: Facts, end: EndFacts, across: EndFacts): EndState => {
  const { gone, owner, request, routeTables } = facts;
  const { side, accountId, regionId, vpcId, tables, vSwitches } = end;
  const destinations = destinationsOf(end, across);
  const reading = { end: { side, accountId, regionId, vpcId, destinations }, tables, vSwitches };
  const live = withoutEntries(reading, isDangling(owner, gone));
  return stateOf(live, {
    instanceId: liveOf(facts),
    routeTables: asksForRoutes(request, side) ? routeTables : [],
  });
};

/** Before the create nothing was made for this request: what is there is kept, whoever made it. */
const planned = (fact: RouteFact): RouteFact =>
  fact.result === 'created' ? { ...fact, result: 'present' } : fact;

/** Every entry that the request's routes would create, keep or find in the way. */
export const planOfRoutes = (facts: Facts): readonly RouteFact[] =>
  eachEnd(facts, (end, across) =>
    asksForRoutes(facts.request, end.side)
      ? factsOf(stateOfEnd(facts, end, across), facts.owner).map(planned)
      : [],
  );
