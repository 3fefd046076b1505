import { failureOf, ownFailure } from '../../errors/failure.ts';
import type { RouteFact } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import type { Whose } from '../plan/ours.ts';
import type { EndState } from '../state.ts';
import { isHandedOver, isUnread } from './facts.ts';
import { hasNoTable } from './findings.ts';

/** Entries that a message names. */
const NAMED = 3;

/** Entries that will not be, worst first: they are what an event must show. */
const BAD = ['conflict', 'failed'];
const ORDER = [...BAD, 'partial', 'unread', 'missing', 'pending', 'handed-over'];

const rank = ({ result }: RouteFact): number => {
  const at = ORDER.indexOf(result);
  return at < 0 ? ORDER.length : at;
};

/** What needs somebody's attention first, the rest in the order of the plan. */
export const worstFirst = (facts: readonly RouteFact[]): readonly RouteFact[] =>
  [...facts].sort((a, b) => rank(a) - rank(b));

export const badOnes = (facts: readonly RouteFact[]): readonly RouteFact[] =>
  facts.filter(({ result }) => BAD.includes(result));

const named = ({ destinationCidrBlock, routeTableId, vpcId, detail }: RouteFact): string =>
  `${destinationCidrBlock} in ${routeTableId ?? vpcId}: ${detail}`;

const refusedBy = (states: readonly EndState[], whose: Whose): Failure | undefined => {
  const [refused] = states.flatMap((each) => [...each.refused.values()]);
  if (refused) return refused;
  const shut = states.find(
    (each) => each.shut && !isHandedOver(each, whose) && !isUnread(each, whose),
  )?.shut;
  return shut && failureOf(shut);
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
  whose: Whose,
): Failure | undefined => {
  const bad = badOnes(facts);
  const noTable = withoutTable(states);
  if (noTable || bad.length === 0) return noTable;
  const more = bad.length > NAMED ? [`and ${bad.length - NAMED} more`] : [];
  const list = [...bad.slice(0, NAMED).map(named), ...more].join('; ');
  const refused = refusedBy(states, whose);
  if (!refused) return ownFailure('RouteConflict', `Routes cannot be made: ${list}`);
  return { ...refused, message: `${refused.message} (${list})` };
};
