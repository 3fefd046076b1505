import { classify } from '../errors/classify.ts';
import { countsOf } from '../events/index.ts';
import type { RouteFact } from '../model/event.ts';
import { SIDES, type Side } from '../network/pair.ts';
import { judge } from '../routes/plan/judge.ts';
import { planOf } from '../routes/plan/plan.ts';
import { asksForRoutes, destinationsOf } from './destinations.ts';
import type { EndFacts, Facts } from './facts.ts';

/** Entries that an answer lists; the others are counted. */
const MAX_ENTRIES = 500;

/** The routes that a request asks for, before anything is made. */
export interface RoutePlan {
  /** At most 500; `missing` ones would be created, `present` ones kept, `conflict` ones are in the way. */
  readonly entries: readonly RouteFact[];
  /** How many there are of each result, those that are not listed included. */
  readonly counts: Readonly<Record<string, number>>;
}

type Outcome = Pick<RouteFact, 'result' | 'detail'>;

const outcomeOf = (standing: ReturnType<typeof judge>[number]): Outcome => {
  if (standing.state === 'conflict') return { result: 'conflict', detail: standing.reason };
  if (standing.state === 'settling') return { result: 'pending' };
  return { result: standing.state };
};

/** An end whose tables cannot be read: its owner makes the entries, or they are tried all the same. */
const unread = (end: EndFacts, destinations: readonly string[]): readonly RouteFact[] => {
  const { tables, regionId, vpcId } = end;
  if (tables.ok) return [];
  const { error } = tables;
  const isShut = error.operation === 'AssumeRole' || classify(error).category === 'denied';
  const outcome: Outcome = isShut
    ? { result: 'handed-over' }
    : { result: 'failed', detail: `${error.code}: ${error.message}` };
  return destinations.map((destinationCidrBlock) => ({
    regionId,
    vpcId,
    destinationCidrBlock,
    ...outcome,
  }));
};

const planOfEnd = (facts: Facts, side: Side): readonly RouteFact[] => {
  const end = facts.ends[side];
  const across = facts.ends[side === 'requester' ? 'accepter' : 'requester'];
  const destinations = destinationsOf(end, across);
  if (!end.tables.ok) return unread(end, destinations);
  const tables = end.tables.value;
  const planned = planOf(
    { ...end, destinations },
    {
      tables: tables.map(({ table }) => table),
      vSwitches: end.vSwitches.ok ? end.vSwitches.value : [],
    },
  );
  return judge(planned, tables, facts.ofPair[0]?.instanceId ?? '').map((standing) => {
    const { regionId, vpcId, routeTableId, destinationCidrBlock } = standing.planned;
    return { regionId, vpcId, routeTableId, destinationCidrBlock, ...outcomeOf(standing) };
  });
};

/** Every entry that the routes of a request need, and how it stands now. Pure. */
export const routePlan = (facts: Facts): RoutePlan => {
  const sides = SIDES.filter((side) => asksForRoutes(facts.request, side));
  const all = sides.flatMap((side) => planOfEnd(facts, side));
  return { entries: all.slice(0, MAX_ENTRIES), counts: countsOf(all) };
};
