import type { Finding } from '../../model/finding.ts';
import { DRIFTS, type Drift, type DriftCode } from './drift.ts';

/** Entries that a finding lists. */
const MAX_LISTED = 50;

const REPAIR =
  'invoke the router with `{"peerflow":"routes","task":"apply","repair":true,"instanceId":…}`';

const SAYS: Readonly<Record<DriftCode, readonly [what: string, remedy: string]>> = {
  RouteMissing: [
    'is no longer there',
    `If the route is still wanted ${REPAIR}; Peerflow repairs nothing unasked.`,
  ],
  RouteElsewhere: [
    'leads elsewhere',
    `Remove the entry that took its place and ${REPAIR}, if the connection is to carry this traffic.`,
  ],
  CidrWithoutRoute: [
    'has no route in any table of the VPC: the range was added, or all its entries were removed',
    `To route it ${REPAIR}.`,
  ],
  RouteDangling: [
    'leads to a connection that is gone',
    'Delete the entry by hand (DeleteRouteEntry): traffic for this range is dropped while it is there.',
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
