import type { Context } from '../../context.ts';
import { routesEvent } from '../../events/index.ts';
import type { FollowUpEvent, RouteFact } from '../../model/event.ts';
import { eventContext } from '../../reconcile/announce/announce.ts';
import type { Seen } from '../seen.ts';
import type { EndState } from '../state.ts';
import { factsOf } from './facts.ts';
import { findingsOf } from './findings.ts';
import { badOnes, failureIn, worstFirst } from './result.ts';

/** Where entries are, without what became of them: the same whichever run tells it. */
const placesOf = (facts: readonly RouteFact[]): readonly string[] =>
  facts
    .map(({ regionId, vpcId, routeTableId = '', destinationCidrBlock }) =>
      [regionId, vpcId, routeTableId, destinationCidrBlock].join(' '),
    )
    .sort();

/** `Routes:Ready` when all planned entries are there, `Routes:Failed` when some never will be. */
export const appliedEvent = async (
  ctx: Context,
  { connection, memory }: Seen,
  states: readonly EndState[],
): Promise<FollowUpEvent> => {
  const { name, accountId } = ctx.settings;
  const whose = { name, accountId };
  const facts = states.flatMap((each) => factsOf(each, whose));
  const failure = await failureIn(states, facts, whose);
  return routesEvent({
    ...eventContext(ctx),
    type: failure ? 'Failed' : 'Ready',
    plan: JSON.stringify([placesOf(facts), placesOf(badOnes(facts))]),
    requestId: memory.requestId,
    action: 'create',
    connection,
    routes: worstFirst(facts),
    findings: findingsOf(states, whose),
    failure,
  });
};
