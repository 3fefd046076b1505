import type { RouteFact } from '../../../lib/peering/model/event.ts';
import { isOurs } from '../support/ours.ts';
import { actionOf, hasFinding, instanceOf, routesIn, shortType } from '../support/record.ts';
import { OWN, type Simulation } from '../support/simulation.ts';
import type { Life, Route } from '../support/truth.ts';
import { isTaggedFor } from './asked.ts';
import type { Heard } from './heard.ts';
import { entriesOf } from './removals.ts';

/** Collects removals of entries that are not ours, as they happen. */
export const watchRoutes = (sim: Simulation): void => {
  sim.world.network.onChange(({ entry, to }) => {
    if (to !== 'Deleting' || isOurs(entry, OWN)) return;
    const leadsTo = entry.nextHops.map(({ nextHopId }) => nextHopId);
    const isForced = sim.asks.some(
      ({ action, body, instanceId }) =>
        action === 'delete' && body.force === true && leadsTo.includes(instanceId ?? ''),
    );
    if (!isForced)
      sim.record.broken.push(`foreign entry ${entry.destinationCidrBlock} was removed`);
  });
};

/** Ranges that a VPC has. */
export const rangesOf = (sim: Simulation, vpcId: string): readonly string[] =>
  sim.world.fixture.vpcs
    .filter(({ id }) => id === vpcId)
    .flatMap(({ cidrBlock, secondaryCidrBlocks }) => [cidrBlock, ...secondaryCidrBlocks]);

/** Tables that some vSwitch uses. */
const tablesOf = (sim: Simulation, vpcId: string): readonly string[] =>
  sim.world.network
    .routeTables(vpcId)
    .filter(({ vSwitchIds }) => vSwitchIds.length > 0)
    .map(({ routeTableId }) => routeTableId);

const entriesTo = (sim: Simulation, vpcId: string, instanceId: string) =>
  sim.world.network
    .routeEntries(vpcId)
    .filter(
      ({ nextHops, status }) =>
        status !== 'Deleting' && nextHops.some(({ nextHopId }) => nextHopId === instanceId),
    );

/** What is wanted of a connection of ours: without a request tag it is nobody's, whatever its options say. */
const wantedOf = ({ connection }: Life): string | undefined => {
  const tags = connection.tags.get(OWN);
  if (!tags?.has('peerflow:request')) return undefined;
  return /(?:^|;)routes=([a-z]+)/.exec(tags.get('peerflow:options') ?? '')?.[1];
};

/**
 * A price that docs/routes.md names: where a modify asks for what was wanted before, and the tags do not show the one
 * between them yet, the old value is taken for the new one, and the router of the one between them makes its routes.
 */
const isAskedToAndFro = ({ asks, tagLagMs }: Simulation, instanceId: string): boolean => {
  const times = asks
    .filter(({ action, body }) => action === 'modify' && body.routes !== undefined)
    .filter((ask) => ask.instanceId === instanceId)
    .map(({ sentAt }) => sentAt)
    .sort((a, b) => a - b);
  return times.some((at, n) => n > 0 && at - (times[n - 1] ?? 0) <= tagLagMs);
};

/**
 * A price that docs/routes.md names: what is wanted is written before the router is asked to make it. Where the run dies
 * between the two, an HTTP caller gets no answer; only asking again makes the routes, and this one asked no more. So it
 * is with one that was refused, by its answer or by `Failed`: the answer of the write was lost, and its repetition denied.
 */
const isAskedInVain = (
  { asks }: Simulation,
  heard: Heard,
  { instanceId, wanted }: { readonly instanceId: string; readonly wanted: string },
): boolean =>
  asks
    .filter((ask) => ask.instanceId === instanceId && ask.action === 'modify')
    .filter(({ body }) => body.routes === wanted)
    .sort((a, b) => a.lastSentAt - b.lastSentAt)
    .slice(-1)
    .some(
      ({ state, requestId }) =>
        state === 'unanswered' || state === 'answered' || heard.of(requestId, 'Failed').length > 0,
    );

/** Sides with a table that has no entry for a range across although it should, and those of ours that have one unasked. */
const misplaced = (sim: Simulation, heard: Heard, life: Life): readonly string[] => {
  const { connection, instanceId } = life;
  const wanted = wantedOf(life);
  if (connection.status !== 'Activated' || wanted === undefined) return [];
  const isGivenUp = heard.all.some(
    (event) =>
      instanceOf(event) === instanceId &&
      (['Routes:Failed', 'Routes:Drifted'].includes(shortType(event)) ||
        // Somebody's entry may stand by now where a refused delete had taken one away.
        hasFinding(event, 'RoutesNotRestored') ||
        // A check goes on after a Partial.
        (shortType(event) !== 'Routes:Partial' && hasFinding(event, 'UnreadRoutes'))),
  );
  if (isGivenUp || isAskedToAndFro(sim, instanceId)) return [];
  if (isAskedInVain(sim, heard, { instanceId, wanted })) return [];
  // What others take the tags off is adopted as if it had never had routes.
  if (sim.people.did('tag:peerflow:request', instanceId)) return [];
  // Who adopts a connection without routes asks nobody to take those away that a request before has made.
  const isModified = sim.asks.some(
    (ask) =>
      ask.action === 'modify' && ask.instanceId === instanceId && ask.body.routes !== undefined,
  );
  const { vpcId, acceptingVpcId, ownerId, acceptingOwnerUid } = connection;
  const sides = [
    { name: 'requester', vpcId, across: rangesOf(sim, acceptingVpcId), account: ownerId },
    {
      name: 'accepter',
      vpcId: acceptingVpcId,
      across: rangesOf(sim, vpcId),
      account: acceptingOwnerUid,
    },
  ];
  return sides.flatMap(({ name, vpcId: side, across, account }) => {
    const entries = entriesTo(sim, side, instanceId);
    const isWanted = wanted === 'both' || wanted === name;
    const has = tablesOf(sim, side).every((table) =>
      across.every((range) =>
        entries.some((each) => each.routeTableId === table && each.destinationCidrBlock === range),
      ),
    );
    const isUnasked = !isWanted && isModified && entries.some((entry) => isOurs(entry, OWN));
    if (isWanted && !has && account === OWN)
      return [`${instanceId} wants routes=${wanted} and ${side} lacks some`];
    return isUnasked ? [`${instanceId} wants routes=${wanted} and ${side} has some`] : [];
  });
};

/**
 * A known price: others deleted it before the request that was to delete it was read, if it ever was. Nothing says in
 * which VPCs it was; its entries are found when the next connection of one of them is routed.
 */
const wasNeverSeen = (sim: Simulation, heard: Heard, instanceId: string): boolean =>
  sim.people.did('DeleteVpcPeerConnection', instanceId) &&
  heard.about(instanceId, 'Deleted').every((event) => hasFinding(event, 'NeverSeen'));

/**
 * Entries of ours that lead to a connection which we deleted, or whose end was announced; where they cannot be
 * removed an event says so.
 */
const dangling = (sim: Simulation, heard: Heard, life: Life): readonly string[] => {
  const { connection, instanceId } = life;
  const isOurDelete = sim.asks.some(
    (ask) => ask.action === 'delete' && ask.instanceId === instanceId,
  );
  const isKnown = isOurDelete || heard.about(instanceId, 'Deleted').length > 0;
  const isTold = sim.record.deliveries.some(
    ({ event }) =>
      instanceOf(event) === instanceId &&
      shortType(event) === 'Routes:Removed' &&
      (hasFinding(event, 'RouteDangling') || hasFinding(event, 'UnreadRoutes')),
  );
  // What lost its tags to others, or could not be tagged, looks like one that never got routes from us.
  const isNameless = !connection.tags.get(OWN)?.has('peerflow:request');
  if (connection.status !== 'Deleted' || !isKnown || isNameless) return [];
  if (wasNeverSeen(sim, heard, instanceId)) return [];
  // So does what was adopted without routes after others had taken the tags off: its end has nobody look for entries.
  if (wantedOf(life) === 'none' && sim.people.did('tag:peerflow:request', instanceId)) return [];
  if (isTold && sim.hasForbidden) return [];
  // A known price: what nobody could reach when it ended is found when the next connection of its VPC is routed.
  const isReached = (vpcId: string): boolean =>
    !sim.hasLackedRole || vpcId === connection.vpcId || connection.acceptingOwnerUid === OWN;
  return [connection.vpcId, connection.acceptingVpcId].filter(isReached).flatMap((vpcId) =>
    entriesTo(sim, vpcId, instanceId)
      .filter((entry) => isOurs(entry, OWN))
      .map(
        (entry) =>
          `${entry.destinationCidrBlock} of ${vpcId} leads to ${instanceId}, which is gone`,
      ),
  );
};

const PROVED: ReadonlySet<string> = new Set(['created', 'present', 'removed']);

/** The ranges of the simulation are `/16`, and what is narrower lies within one of them. */
const liesIn = (block: string, range: string): boolean =>
  block.split('.', 2).join('.') === range.split('.', 2).join('.');

/** Whether an entry of others has taken the traffic of a range, or a part of it, elsewhere since a moment: it stays. */
const isTakenSince = (sim: Simulation, route: Route, at: number): boolean => {
  const { routeTableId, destinationCidrBlock, instanceId } = route;
  const entries = [...(sim.world.network.table(routeTableId)?.entries.values() ?? [])];
  return entries.some(
    (entry) =>
      entry.type === 'Custom' &&
      !isOurs(entry, OWN) &&
      entry.gmtModified <= at &&
      liesIn(entry.destinationCidrBlock, destinationCidrBlock) &&
      entry.nextHops.some(({ nextHopId }) => nextHopId !== instanceId),
  );
};

/** Entries of ours in tables that no vSwitch uses: nobody wants them there. */
export const inUnusedTables = (sim: Simulation): readonly string[] =>
  sim.world.fixture.vpcs.flatMap(({ id }) =>
    sim.world.network
      .routeTables(id)
      .filter(({ vSwitchIds }) => vSwitchIds.length === 0)
      .flatMap(({ entries, routeTableId }) =>
        [...entries.values()]
          .filter((entry) => isOurs(entry, OWN))
          .map((entry) => `${entry.destinationCidrBlock} is in ${routeTableId}, which is not used`),
      ),
  );

/** `Routes:Ready` of entries that are not there, or were not while its run looked. */
export const unreadyRoutes = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    const decided = sim.record.announced.get(event.id);
    if (shortType(event) !== 'Routes:Ready' || !decided) return [];
    const instanceId = instanceOf(event);
    return routesIn(event).flatMap(({ routeTableId = '', destinationCidrBlock, result }) => {
      const route = { routeTableId, destinationCidrBlock, instanceId };
      const isThere =
        PROVED.has(result) &&
        (result === 'removed' ||
          (sim.truth.wasRouted(route, decided.run.startedAt, decided.at) &&
            !isTakenSince(sim, route, decided.run.startedAt)));
      return isThere
        ? []
        : [`${event.id} of ${destinationCidrBlock} in ${routeTableId}: ${result}`];
    });
  });

/** Routes that a modify had made, of which the connection does not say that they are wanted. */
export const forgottenWishes = (sim: Simulation, heard: Heard): readonly string[] =>
  sim.asks.flatMap((ask) => {
    const { action, body, instanceId = '', requestId } = ask;
    const life = sim.truth.lives.get(instanceId);
    const isAlone = sim.asks.every(
      (each) =>
        each === ask ||
        each.instanceId !== instanceId ||
        each.action !== 'modify' ||
        each.body.routes === undefined,
    );
    const isMade = ['Routes:Ready', 'Routes:Removed'].some((type) =>
      heard.of(requestId, type).some((event) => instanceOf(event) === instanceId),
    );
    if (action !== 'modify' || body.routes === undefined || !isMade || !isAlone) return [];
    // A price that docs/routes.md names: of two that adopt at one moment the later write of tags stays.
    const isOverwritten =
      isTaggedFor(sim, requestId, instanceId) &&
      life?.connection.tags.get(OWN)?.get('peerflow:request') !== requestId;
    if (isOverwritten) return [];
    const isUntagged = ['options', 'request'].some((each) =>
      sim.people.did(`tag:peerflow:${each}`, instanceId),
    );
    return life?.connection.status === 'Activated' && !isUntagged && wantedOf(life) !== body.routes
      ? [`${instanceId} does not say that ${requestId} wants routes=${body.routes}`]
      : [];
  });

const CHAIN = /"chain":"([0-9a-f]{32})"/;

/** Events about routes that a request wants otherwise, and that do not name what was taken away for it. */
export const unnamedRemovals = (sim: Simulation, { all }: Heard): readonly string[] => {
  // What a run did that died, its repetition does not know.
  const through = new Set(sim.record.ended);
  const removals = sim.record.calls.filter(
    ({ action, params, run }) =>
      action === 'DeleteRouteEntries' && params.DryRun !== 'true' && run && through.has(run),
  );
  return all.flatMap((event) => {
    const decided = sim.record.announced.get(event.id);
    const isAsked = actionOf(event) === 'modify' && TOLD.has(shortType(event));
    if (!decided || !isAsked || decided.again.length > 0) return [];
    const [, chain = ''] = CHAIN.exec(decided.run.payload) ?? [];
    const named = routesIn(event).filter(({ result }) => result === 'removed');
    return removals
      .filter(({ run, at }) => run?.payload.includes(`"chain":"${chain}"`) && at <= decided.at)
      .flatMap((call) => entriesOf(sim, call))
      .filter((each) => each.instanceId === instanceOf(event))
      .filter((each) => !sim.truth.wasRouted(each, decided.at, decided.at))
      .filter((each) => !named.some((fact) => isPlaceOf(fact, each)))
      .map((each) => `${event.id} does not say that ${each.destinationCidrBlock} was removed`);
  });
};

const TOLD: ReadonlySet<string> = new Set(['Routes:Ready', 'Routes:Partial', 'Routes:Removed']);

const isPlaceOf = (fact: RouteFact, route: Route): boolean =>
  fact.routeTableId === route.routeTableId &&
  fact.destinationCidrBlock === route.destinationCidrBlock;

export const faultsOfRoutes = (sim: Simulation, heard: Heard): readonly string[] =>
  [...sim.truth.lives.values()].flatMap((life) => [
    ...misplaced(sim, heard, life),
    ...dangling(sim, heard, life),
  ]);
