import type { Context } from '../context.ts';
import { eventContext, routesEvent } from '../events/index.ts';
import { h } from '../hash.ts';
import type { Connection } from '../model/connection.ts';
import type { FollowUpEvent, RouteFact } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Origin } from '../model/origin.ts';
import { factsOf, isHandedOver } from './report/facts.ts';
import { findingsOf } from './report/findings.ts';
import { badOnes, failureIn, worstFirst } from './report/result.ts';
import type { EndState } from './state.ts';

/** What came of making routes: all of them lead, a part does, or some never will. */
export interface Made {
  readonly type: 'Ready' | 'Partial' | 'Failed';
  readonly facts: readonly RouteFact[];
  readonly findings: readonly Finding[];
  readonly failure: Failure | undefined;
  /** The same plan with the same result has the same key, whichever run announces it. */
  readonly plan: string;
  /** Of a `Partial`: what is left for others. */
  readonly partial: string;
}

/** Where entries are, without what became of them. */
const placesOf = (facts: readonly RouteFact[]): readonly string[] =>
  facts
    .map(({ regionId, vpcId, routeTableId = '', destinationCidrBlock }) =>
      [regionId, vpcId, routeTableId, destinationCidrBlock].join(' '),
    )
    .sort();

const isLeftToOthers = ({ result }: RouteFact): boolean =>
  result === 'handed-over' || result === 'partial';

/** Judges the ends of a connection as they were left. */
export const madeOf = async (ctx: Context, states: readonly EndState[]): Promise<Made> => {
  const whose = ctx.settings;
  const facts = states.flatMap((each) => factsOf(each, whose));
  const failure = await failureIn(states, facts, whose);
  const left = facts.filter(isLeftToOthers);
  const isPartial = left.length > 0 || states.some((each) => isHandedOver(each, whose));
  return {
    type: failure ? 'Failed' : isPartial ? 'Partial' : 'Ready',
    facts: worstFirst(facts),
    findings: findingsOf(states, whose),
    failure,
    plan: JSON.stringify([placesOf(facts), placesOf(badOnes(facts)), placesOf(left)]),
    partial: h(JSON.stringify(placesOf(left))),
  };
};

/** The event of what came of making routes. */
export const madeEvent = (
  ctx: Context,
  connection: Connection,
  made: Made,
  about: {
    readonly requestId: string | null;
    readonly cause: string;
    readonly origin: Origin | undefined;
    readonly type?: 'Repaired';
  },
): FollowUpEvent =>
  routesEvent({
    ...eventContext(ctx, about.origin),
    type: about.type ?? made.type,
    plan: made.plan,
    cause: about.cause,
    requestId: about.requestId,
    action: 'create',
    connection,
    routes: made.facts,
    findings: made.findings,
    failure: made.failure,
  });
