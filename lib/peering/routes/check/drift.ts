import type { RouteFact } from '../../model/event.ts';
import { type Finding, listed } from '../../model/failure.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { EntryState } from '../plan/entry-states.ts';
import type { EndState } from '../state.ts';

/** In what way routes have drifted from their plan. */
export const DRIFTS = [
  'RouteMissing',
  'RouteTableWithoutRoutes',
  'CidrWithoutRoute',
  'RouteElsewhere',
  'RouteShadowed',
  'RouteRefused',
  'RouteOfLostCidr',
  'RouteInUnusedTable',
  'RouteDangling',
] as const;
export type DriftCode = (typeof DRIFTS)[number];

/** One entry that is not as it should be. */
export interface Drift {
  readonly code: DriftCode;
  readonly fact: RouteFact;
}

/** An end as it was held against its plan. */
export interface CheckedEnd {
  readonly state: EndState;
  /** Entries of ours for ranges that the VPC across has lost. */
  readonly lost: readonly RouteEntry[];
  /** Entries of ours in tables that get no routes. */
  readonly unused: readonly RouteEntry[];
  /** Entries of ours whose connection is gone. */
  readonly dangling: readonly RouteEntry[];
}

const placeOf = ({ planned }: EntryState) => {
  const { regionId, vpcId, routeTableId, destinationCidrBlock } = planned;
  return { regionId, vpcId, routeTableId, destinationCidrBlock };
};

const areAllMissing = (
  entryStates: readonly EntryState[],
  is: (each: EntryState) => boolean,
): boolean => entryStates.filter(is).every(({ state }) => state === 'missing');

/**
 * Why an entry is missing, by what else is. A range that no table has was added, one table without any route has a
 * vSwitch that moved there; a single entry vanished.
 */
const codeOfMissing = (entryStates: readonly EntryState[], { planned }: EntryState): DriftCode => {
  const { routeTableId, destinationCidrBlock } = planned;
  const isTable = (each: EntryState): boolean => each.planned.routeTableId === routeTableId;
  const isRange = (each: EntryState): boolean =>
    each.planned.destinationCidrBlock === destinationCidrBlock;
  if (areAllMissing(entryStates, isRange)) return 'CidrWithoutRoute';
  return areAllMissing(entryStates, isTable) ? 'RouteTableWithoutRoutes' : 'RouteMissing';
};

const driftOf = (entryStates: readonly EntryState[], each: EntryState): readonly Drift[] => {
  const place = placeOf(each);
  switch (each.state) {
    case 'missing':
      return [{ code: codeOfMissing(entryStates, each), fact: { ...place, result: 'missing' } }];
    case 'conflict': {
      const fact: RouteFact = { ...place, result: 'conflict', detail: each.reason };
      return [{ code: each.entry ? 'RouteElsewhere' : 'RouteRefused', fact }];
    }
    case 'partial': {
      const taken = each.taken.map(({ destinationCidrBlock }) => destinationCidrBlock).slice(0, 5);
      const detail = `Narrower entries lead a part of it elsewhere: ${taken.join(', ')}.`;
      return [{ code: 'RouteShadowed', fact: { ...place, result: 'partial', detail } }];
    }
    default:
      return [];
  }
};

const ofEntries = (
  { state: { end } }: CheckedEnd,
  entries: readonly RouteEntry[],
  code: DriftCode,
): readonly Drift[] =>
  entries.map(({ routeTableId, destinationCidrBlock }) => ({
    code,
    fact: {
      regionId: end.regionId,
      vpcId: end.vpcId,
      routeTableId,
      destinationCidrBlock,
      result: code === 'RouteDangling' ? 'dangling' : 'surplus',
    },
  }));

/** Every way in which routes differ from their plan, in the order of the plan. Pure. */
export const driftsIn = (ends: readonly CheckedEnd[]): readonly Drift[] => [
  ...ends.flatMap(({ state: { entryStates = [] } }) =>
    entryStates.flatMap((each) => driftOf(entryStates, each)),
  ),
  ...ends.flatMap((each) => [
    ...ofEntries(each, each.lost, 'RouteOfLostCidr'),
    ...ofEntries(each, each.unused, 'RouteInUnusedTable'),
    ...ofEntries(each, each.dangling, 'RouteDangling'),
  ]),
];

const CALL_OR_REPAIR =
  'If the route is still wanted, call POST /peerings/{instanceId}/routes; with PEERFLOW_DRIFT=repair that happens by itself.';

const SAYS: Readonly<Record<DriftCode, readonly [what: string, remedy: string]>> = {
  RouteMissing: ['is no longer there', CALL_OR_REPAIR],
  RouteTableWithoutRoutes: [
    'is missing like every route of this table: a vSwitch was moved to it, or they were all removed',
    CALL_OR_REPAIR,
  ],
  CidrWithoutRoute: [
    'has no route in any table of the VPC: the range was added across, or all its entries were removed',
    CALL_OR_REPAIR,
  ],
  RouteElsewhere: [
    'leads elsewhere',
    'Remove the entry that the detail names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
  ],
  RouteShadowed: [
    'leads elsewhere in part',
    'Remove the narrower entries that the detail names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
  ],
  RouteRefused: [
    'can have no route',
    'Addresses of both VPCs overlap there: move what has to talk to other ranges.',
  ],
  RouteOfLostCidr: [
    'still leads to the connection, although the VPC across has lost the range',
    'With PEERFLOW_DRIFT=repair such entries are removed; or delete them by hand (DeleteRouteEntry).',
  ],
  RouteInUnusedTable: [
    'is an entry in a table that gets no routes: no vSwitch uses it, or PEERFLOW_ROUTE_TABLES does not choose it',
    'Nothing goes wrong: a PATCH of `routes` or a delete of the connection removes it.',
  ],
  RouteDangling: [
    'leads to a connection that is gone',
    'Peerflow removes it with its next daily look; traffic for this range is dropped until then.',
  ],
};

const findingOf = (code: DriftCode, drifts: readonly Drift[]): readonly Finding[] => {
  const facts = drifts.filter((each) => each.code === code).map(({ fact }) => fact);
  const [first] = facts;
  if (!first) return [];
  const [what, remedy] = SAYS[code];
  const more = facts.length > 1 ? `, and ${facts.length - 1} more` : '';
  return [
    {
      code,
      severity: 'warning',
      pointer: '/routes',
      detail: `${first.destinationCidrBlock} in ${first.routeTableId} of ${first.vpcId} ${what}${more}.`,
      evidence: listed('entries', facts),
      remedy,
    },
  ];
};

/** One finding for each way in which routes drifted. */
export const driftFindings = (drifts: readonly Drift[]): readonly Finding[] =>
  DRIFTS.flatMap((code) => findingOf(code, drifts));
