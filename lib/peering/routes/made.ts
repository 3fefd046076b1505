import type { Context } from '../context.ts';
import { type NamedConnection, routesEvent } from '../events/build.ts';
import { eventContext } from '../events/envelope.ts';
import { h } from '../hash.ts';
import type { Connection } from '../model/connection.ts';
import type { FollowUpEvent, RouteFact } from '../model/event.ts';
import type { Failure, Finding } from '../model/failure.ts';
import type { Origin } from '../model/request.ts';
import type { RouteEntry } from '../network/model.ts';
import type { End } from '../network/pair.ts';
import type { EntryGroup, RoutesTask } from '../queue/task-schema.ts';
import { factsOf } from './report/facts.ts';
import { findingsOf } from './report/findings.ts';
import { badOnes, failureIn, worstFirst } from './report/result.ts';
import type { EndState } from './state.ts';

type Place = Pick<RouteEntry, 'routeTableId' | 'destinationCidrBlock'>;

/**
 * Entries of one side as tasks carry them. A VPC has the same destinations in most of its tables, so that tables
 * with the same ones share a group: 32 KB hold what a batch of a thousand lines would not.
 */
export const groupsOf = (
  side: EntryGroup['side'],
  entries: readonly Place[],
): readonly EntryGroup[] => {
  const byTable = new Map<string, Set<string>>();
  for (const { routeTableId, destinationCidrBlock } of entries) {
    const known = byTable.get(routeTableId) ?? new Set();
    byTable.set(routeTableId, known.add(destinationCidrBlock));
  }
  const groups = new Map<string, EntryGroup>();
  for (const [routeTableId, set] of byTable) {
    const destinations = [...set].sort();
    const key = destinations.join(' ');
    const routeTableIds = [...(groups.get(key)?.routeTableIds ?? []), routeTableId];
    groups.set(key, { side, routeTableIds, destinations });
  }
  return [...groups.values()];
};

/** True where a group names an entry. */
export const isRecorded =
  (groups: readonly EntryGroup[], side: EntryGroup['side']) =>
  ({ routeTableId, destinationCidrBlock }: Place): boolean =>
    groups.some(
      (each) =>
        each.side === side &&
        each.routeTableIds.includes(routeTableId) &&
        each.destinations.includes(destinationCidrBlock),
    );

/** Recorded entries as events show them. */
export const recordedFacts = (
  groups: readonly EntryGroup[],
  ends: readonly End[],
  result: 'created' | 'removed',
): readonly RouteFact[] =>
  ends.flatMap(({ side, regionId, vpcId }) =>
    groups
      .filter((each) => each.side === side)
      .flatMap(({ routeTableIds, destinations }) =>
        routeTableIds.flatMap((routeTableId) =>
          destinations.map((destinationCidrBlock) => ({
            regionId,
            vpcId,
            routeTableId,
            destinationCidrBlock,
            result,
          })),
        ),
      ),
  );

/** Whether a task has nothing recorded yet of what it changes at an end. */
export const isUnrecorded = ({ changed }: Pick<RoutesTask, 'changed'>, { side }: End): boolean =>
  [...(changed?.created ?? []), ...(changed?.removed ?? [])].every((each) => each.side !== side);

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
export const placesOf = (facts: readonly RouteFact[]): readonly string[] =>
  facts
    .map(({ regionId, vpcId, routeTableId = '', destinationCidrBlock }) =>
      [regionId, vpcId, routeTableId, destinationCidrBlock].join(' '),
    )
    .sort();

const isProved = ({ result }: RouteFact): boolean => result === 'created' || result === 'present';

/** Every wanted table leads everything over the connection, and each wanted side has one. */
const areProved = (states: readonly EndState[], facts: readonly RouteFact[]): boolean =>
  facts.every(isProved) && states.every(({ entryStates = [] }) => entryStates.length > 0);

/** Judges the ends of a connection as they were left: `Ready` only where that is proved. */
export const madeOf = (ctx: Context, states: readonly EndState[]): Made => {
  const owner = ctx.settings;
  const facts = states.flatMap((each) => factsOf(each, owner));
  const failure = failureIn(states, facts, owner);
  const left = facts.filter((each) => !isProved(each));
  return {
    type: failure ? 'Failed' : areProved(states, facts) ? 'Ready' : 'Partial',
    facts: worstFirst(facts),
    findings: findingsOf(states, owner),
    failure,
    plan: JSON.stringify([placesOf(facts), placesOf(badOnes(facts)), placesOf(left)]),
    partial: h(JSON.stringify(placesOf(left))),
  };
};

interface About {
  readonly requestId: string | null;
  readonly cause: string;
  readonly origin: Origin | undefined;
  /** What the request is that these routes are made for. */
  readonly action: 'create' | 'modify';
}

/** The event of what came of making routes. */
export const madeEvent = (
  ctx: Context,
  connection: Connection,
  made: Made,
  about: About,
): FollowUpEvent =>
  routesEvent({
    ...eventContext(ctx, about.origin),
    type: made.type,
    plan: made.plan,
    cause: about.cause,
    requestId: about.requestId,
    action: about.action,
    connection,
    routes: made.facts,
    findings: made.findings,
    failure: made.failure,
  });

/** The event of routes that somebody asked to be given up. */
export const removedEvent = (
  ctx: Context,
  connection: Connection,
  about: About & { readonly removed: readonly RouteFact[]; readonly unread: readonly Finding[] },
): FollowUpEvent =>
  routesEvent({
    ...eventContext(ctx, about.origin),
    type: 'Removed',
    plan: 'none',
    cause: about.cause,
    requestId: about.requestId,
    action: about.action,
    connection,
    routes: about.removed,
    findings: about.unread,
  });

/** The event of routes that will not be as wanted, before or after some were removed. */
export const failedEvent = (
  ctx: Context,
  connection: NamedConnection,
  failure: Failure,
  about: About & { readonly routes: readonly RouteFact[] },
): FollowUpEvent =>
  routesEvent({
    ...eventContext(ctx, about.origin),
    type: 'Failed',
    plan: failure.code,
    cause: about.cause,
    requestId: about.requestId,
    action: about.action,
    connection,
    routes: about.routes,
    failure,
  });
