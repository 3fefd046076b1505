import type { Finding } from '../../model/finding.ts';
import { DRIFTS, type Drift, type DriftCode } from './drift.ts';

/** Entries that a finding lists. */
const MAX_LISTED = 50;

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
      evidence: { entries: facts.slice(0, MAX_LISTED), count: facts.length },
      remedy,
    },
  ];
};

/** One finding for each way in which routes drifted. */
export const driftFindings = (drifts: readonly Drift[]): readonly Finding[] =>
  DRIFTS.flatMap((code) => findingOf(code, drifts));
