import type { RouteFact } from '../model/event.ts';
import { isAdoptable } from '../model/status.ts';
import { isOurs, onlyHopOf } from '../routes/plan/ours.ts';
import { withoutEntries } from '../routes/read.ts';
import { factsOf } from '../routes/report/facts.ts';
import { type EndState, stateOf } from '../routes/state.ts';
import { asksForRoutes, destinationsOf } from './destinations.ts';
import { eachEnd } from './ends.ts';
import type { EndFacts, Facts } from './facts.ts';

/** The live connection of the pair; one that is gone leads nowhere. */
const liveOf = ({ ofPair }: Facts): string | undefined =>
  ofPair.find(({ status }) => isAdoptable(status))?.instanceId;

/**
 * How the routes of an end would stand, by the judgement that makes and checks them. Where none are asked for, by
 * all tables that are in use.
 */
export const stateOfEnd = (facts: Facts, end: EndFacts, across: EndFacts): EndState => {
  const { gone, whose, request, routeTables } = facts;
  const { side, accountId, regionId, vpcId, tables, vSwitches } = end;
  const destinations = destinationsOf(end, across);
  const reading = { end: { side, accountId, regionId, vpcId, destinations }, tables, vSwitches };
  const live = withoutEntries(
    reading,
    (entry) => gone.has(onlyHopOf(entry) ?? '') && isOurs(entry, whose),
  );
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
      ? factsOf(stateOfEnd(facts, end, across), facts.whose).map(planned)
      : [],
  );
