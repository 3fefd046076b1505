import { type ApiError, andMore, type Finding, listed } from '../../model/failure.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { End } from '../../network/pair.ts';
import type { Owner } from '../plan/ours.ts';
import type { EndState } from '../state.ts';
import { isHandedOver, isUnread } from './facts.ts';

/** An end of which something could not be read, and why. */
export interface UnreadEnd {
  readonly end: End;
  readonly errors: readonly ApiError[];
}

const unread = ({ vpcId, accountId }: End, error: ApiError, remedy: string): Finding => ({
  code: 'UnreadRoutes',
  severity: 'warning',
  pointer: '/instanceId',
  detail: `Route entries of ${vpcId} (account ${accountId}) could not be read: ${error.message}`,
  evidence: { vpcId, accountId, operation: error.operation, code: error.code },
  remedy,
});

const LET_IT_READ =
  'Give the role of the function, or PEERFLOW_ACCEPTER_ROLE in the other account, the permission to describe route tables and entries, or let the owner of that VPC look. While entries lead to a connection, the API itself refuses its delete.';

/** Ends that could not be read in whole: one finding each. */
export const unreadRoutes = (
  ends: readonly UnreadEnd[],
  remedy: string = LET_IT_READ,
): readonly Finding[] =>
  ends.flatMap(({ end, errors: [error] }) => (error ? [unread(end, error, remedy)] : []));

const handedOver = ({ end, accessError }: EndState): Finding => ({
  code: 'RoutesHandedOver',
  severity: 'warning',
  pointer: '/routes',
  detail: `The routes of ${end.vpcId} are for account ${end.accountId} to make: ${accessError?.message}`,
  evidence: {
    accountId: end.accountId,
    regionId: end.regionId,
    vpcId: end.vpcId,
    destinations: end.destinations,
    ...(accessError ? { code: accessError.code } : {}),
  },
  remedy:
    'Give its owner the entries of this event with the result `handed-over` (next hop type VpcPeer, next hop this connection), or set PEERFLOW_ACCEPTER_ROLE to a role of that account that may write route entries.',
});

/** True for an end that gets routes and has no table for them. */
export const hasNoTable = ({ end, entryStates }: EndState): boolean =>
  entryStates?.length === 0 && end.destinations.length > 0;

const noTable = ({ end }: EndState): Finding => ({
  code: 'NoRouteTable',
  severity: 'error',
  pointer: '/routes',
  detail: `No route table of ${end.vpcId} gets routes: none is in use by a vSwitch and chosen.`,
  evidence: { regionId: end.regionId, vpcId: end.vpcId },
  remedy:
    'Give the VPC a vSwitch, choose one of its route tables in PEERFLOW_ROUTE_TABLES, or ask for routes on the other side alone.',
});

const shown = ({ routeTableId, routeEntryId, destinationCidrBlock, nextHops }: RouteEntry) => ({
  routeTableId,
  routeEntryId,
  destinationCidrBlock,
  nextHops,
});

/** Narrower entries of others that take part of what is routed at one end. */
export const moreSpecific = (
  { end, entryStates = [] }: EndState,
  pointer = '/routes',
): readonly Finding[] => {
  const taken = entryStates.flatMap((each) =>
    each.state === 'partial' ? each.taken.map((entry) => ({ entry, planned: each.planned })) : [],
  );
  const [first] = taken;
  if (!first) return [];
  const { destinationCidrBlock, routeTableId } = first.entry;
  return [
    {
      code: 'RouteMoreSpecific',
      severity: 'warning',
      pointer,
      detail: `Table ${routeTableId} of ${end.vpcId} routes ${destinationCidrBlock}${andMore(taken)} elsewhere, a part of ${first.planned.destinationCidrBlock}: the narrower entry wins.`,
      evidence: listed(
        'entries',
        taken.map(({ entry }) => shown(entry)),
      ),
      remedy:
        'Remove the narrower entry that the evidence names if the connection is to carry this traffic; Peerflow touches no entry that it did not make.',
    },
  ];
};

const errorsOf = ({ entryStates = [], accessError }: EndState) => [
  ...(accessError ? [accessError] : []),
  ...entryStates.flatMap((each) => (each.state === 'unread' ? [each.error] : [])),
];

const unreadOf = (state: EndState, owner: Owner): readonly Finding[] =>
  isUnread(state, owner) || state.entryStates?.some((each) => each.state === 'unread')
    ? unreadRoutes([{ end: state.end, errors: errorsOf(state) }])
    : [];

/** What a reader of the routes has to know besides the entries. */
export const findingsOf = (states: readonly EndState[], owner: Owner): readonly Finding[] => [
  ...states.filter((each) => isHandedOver(each, owner)).map(handedOver),
  ...states.filter(hasNoTable).map(noTable),
  ...states.flatMap((each) => moreSpecific(each)),
  ...states.flatMap((each) => unreadOf(each, owner)),
];
