import { failureOf, ownFailure } from '../../errors/failure.ts';
import type { RouteFact } from '../../model/event.ts';
import { type ApiError, type Failure, type Finding, listed } from '../../model/failure.ts';
import type { RouteEntry } from '../../network/model.ts';
import type { SideEnd } from '../apply/side.ts';
import type { Owner } from '../plan/ours.ts';
import type { EndState } from '../state.ts';
import { isHandedOver, isUnread } from './facts.ts';
import { hasNoTable } from './findings.ts';

/** Why a side could not be read, or not in whole; empty where all of it was. */
export const errorsOfSide = ({
  state: { accessError },
  unread,
}: Pick<SideEnd, 'state' | 'unread'>): readonly ApiError[] => [
  ...(accessError ? [accessError] : []),
  ...unread,
];

const shown = (entry: RouteEntry) => ({
  routeTableId: entry.routeTableId,
  routeEntryId: entry.routeEntryId,
  destinationCidrBlock: entry.destinationCidrBlock,
  routeEntryName: entry.routeEntryName,
});

const evidenceOf = (entries: readonly RouteEntry[]) => listed('entries', entries.map(shown));

const entriesLead = ({ length }: readonly RouteEntry[]): string =>
  `${length} route ${length === 1 ? 'entry leads' : 'entries lead'}`;

/** What stands in the way of a delete: entries that Peerflow did not make. */
export const foreignRoutes = (foreign: readonly RouteEntry[]): Finding => ({
  code: 'RouteNotOurs',
  severity: 'error',
  pointer: '/instanceId',
  detail: `${entriesLead(foreign)} to the connection that Peerflow did not make.`,
  evidence: evidenceOf(foreign),
  remedy:
    'Remove the entries that the evidence names, or delete with `force`: then the API removes every entry that leads there.',
});

/** What a delete takes away first, for its dry run. */
export const entriesToRemove = (ours: readonly RouteEntry[]): readonly Finding[] =>
  ours.length === 0
    ? []
    : [
        {
          code: 'RoutesRemoved',
          severity: 'info',
          pointer: '/instanceId',
          detail: `${entriesLead(ours)} to the connection that Peerflow made: the delete removes them first.`,
          evidence: evidenceOf(ours),
          remedy: 'Nothing is to be done; if the delete is refused they are put back.',
        },
      ];

/** Entries that a message names. */
const NAMED = 3;

/** Entries that will not be, worst first: they are what an event must show. */
const BAD = ['conflict', 'failed'];
const ORDER = [...BAD, 'partial', 'unread', 'missing', 'pending', 'handed-over'];

const severityOrder = ({ result }: RouteFact): number => {
  const at = ORDER.indexOf(result);
  return at < 0 ? ORDER.length : at;
};

/** What needs somebody's attention first, the rest in the order of the plan. */
export const worstFirst = (facts: readonly RouteFact[]): readonly RouteFact[] =>
  [...facts].sort((a, b) => severityOrder(a) - severityOrder(b));

export const badOnes = (facts: readonly RouteFact[]): readonly RouteFact[] =>
  facts.filter(({ result }) => BAD.includes(result));

const named = ({ destinationCidrBlock, routeTableId, vpcId, detail }: RouteFact): string =>
  `${destinationCidrBlock} in ${routeTableId ?? vpcId}: ${detail}`;

const refusedBy = (states: readonly EndState[], owner: Owner): Failure | undefined => {
  const [refused] = states.flatMap((each) => [...each.refused.values()]);
  if (refused) return refused;
  const accessError = states.find(
    (each) => each.accessError && !isHandedOver(each, owner) && !isUnread(each, owner),
  )?.accessError;
  return accessError && failureOf(accessError);
};

const withoutTable = (states: readonly EndState[]): Failure | undefined => {
  const vpcs = states.filter(hasNoTable).map(({ end }) => end.vpcId);
  if (vpcs.length === 0) return undefined;
  const message = `No route table of ${vpcs.join(' and ')} gets routes: none is in use by a vSwitch and chosen.`;
  return ownFailure('NoRouteTable', message);
};

/**
 * Why not all routes will be; `undefined` where they are, or may yet be. A refusal of the API counts before a
 * conflict, and a side without any table before both.
 */
export const failureIn = (
  states: readonly EndState[],
  facts: readonly RouteFact[],
  owner: Owner,
): Failure | undefined => {
  const bad = badOnes(facts);
  const noTable = withoutTable(states);
  if (noTable || bad.length === 0) return noTable;
  const more = bad.length > NAMED ? [`and ${bad.length - NAMED} more`] : [];
  const list = [...bad.slice(0, NAMED).map(named), ...more].join('; ');
  const refused = refusedBy(states, owner);
  if (!refused) return ownFailure('RouteConflict', `Routes cannot be made: ${list}`);
  return { ...refused, message: `${refused.message} (${list})` };
};
