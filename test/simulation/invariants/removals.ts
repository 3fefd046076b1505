import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { CloudCall } from '../support/cloud.ts';
import { actionOf, hasFinding, instanceOf, requestIdOf, shortType } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import type { Route } from '../support/truth.ts';
import { isOfDelivery } from './delivery.ts';
import type { Heard } from './heard.ts';

/** Entries that one removal took away. */
interface Cut {
  readonly instanceId: string;
  readonly requestId: string;
  readonly at: number;
  readonly entries: readonly Route[];
  /** What the run that took them away was handed. */
  readonly payload: string;
}

const ENTRY_ID = /^RouteEntries\.\d+\.RouteEntryId$/;

/** Entries that a call takes away. */
export const entriesOf = (sim: Simulation, { params }: CloudCall): readonly Route[] =>
  Object.entries(params).flatMap(([name, id]) =>
    ENTRY_ID.test(name) ? (sim.truth.routeOf(id) ?? []) : [],
  );

/** What deletes with routes took away, in order. */
const cutsOf = (sim: Simulation): readonly Cut[] =>
  sim.record.calls.flatMap((call) => {
    const { action, params, run, at } = call;
    if (action !== 'DeleteRouteEntries' || params.DryRun === 'true') return [];
    if (!run?.payload.includes('"purpose":"delete"')) return [];
    const { instanceId, removal } = JSON.parse(run.payload);
    const { requestId } = removal;
    const { payload } = run;
    return [{ instanceId, requestId, at, entries: entriesOf(sim, call), payload }];
  });

/**
 * Where ids are ignored, the conclusion of a removal that began anew may run once more while the second one is at
 * work, which tells in its turn.
 */
const isToldLater = (sim: Simulation, { all }: Heard, event: FollowUpEvent, at: number): boolean =>
  !sim.platform.options.idsHonoured &&
  all.some((each) => {
    const { at: later = 0, run } = sim.record.announced.get(each.id) ?? {};
    return (
      later > at &&
      shortType(each) === 'Failed' &&
      requestIdOf(each) === requestIdOf(event) &&
      run?.instance.functionName === 'peerflow-router'
    );
  });

/** Deletes that failed while entries were away that they had taken, and that do not say so. */
const notBack = (sim: Simulation, heard: Heard, cuts: readonly Cut[]): readonly string[] =>
  heard.all.flatMap((event) => {
    const { at: decidedAt = 0, run } = sim.record.announced.get(event.id) ?? {};
    // Whoever hands a delete to the router takes nothing away.
    const isOfRouter = run?.instance.functionName === 'peerflow-router';
    const instanceId = instanceOf(event);
    const about = sim.asks.filter((ask) => ask.instanceId === instanceId);
    // Others may have taken them away once more, or given them up.
    const isAlone = about.every(
      ({ action, requestId, body }) =>
        (action !== 'delete' || requestId === requestIdOf(event)) && body.routes === undefined,
    );
    const isFailure = shortType(event) === 'Failed' && actionOf(event) === 'delete';
    if (!isFailure || !isOfRouter || !isAlone || hasFinding(event, 'RoutesNotRestored')) return [];
    if (isToldLater(sim, heard, event, decidedAt)) return [];
    return (
      cuts
        .filter((cut) => cut.instanceId === instanceId && cut.at < decidedAt)
        // A delivery that took nothing away may be refused while the router is at work for another one, which tells
        // in its turn what became of the entries.
        .filter(({ payload }) => isOfDelivery(event, payload))
        .flatMap(({ entries }) => entries)
        // Those of a connection that is gone go along, and stay away.
        .filter((each) => each.instanceId === instanceId)
        .filter((each) => !sim.truth.wasRouted(each, decidedAt, decidedAt))
        .map((each) => `${event.id} came while ${each.destinationCidrBlock} was away`)
    );
  });

/** Removals that took entries away before another one of the same connection had come to its conclusion. */
const atOnce = (sim: Simulation, cuts: readonly Cut[]): readonly string[] =>
  cuts.flatMap((one, index) => {
    const other = cuts
      .slice(index + 1)
      .find((each) => each.instanceId === one.instanceId && each.requestId !== one.requestId);
    if (!other) return [];
    const isConcluded = sim.record.tasks.some(
      ({ payload, at }) =>
        at >= one.at &&
        at <= other.at &&
        payload.includes('"phase":"conclude"') &&
        payload.includes(`"requestId":"${one.requestId}"`),
    );
    return isConcluded
      ? []
      : [`${one.requestId} and ${other.requestId} removed routes of ${one.instanceId} at once`];
  });

/** What deletes with routes take away: by one at a time, where task ids tell of another, and back before they fail. */
export const faultsOfRemovals = (sim: Simulation, heard: Heard): readonly string[] => {
  const cuts = cutsOf(sim);
  const { idsHonoured } = sim.platform.options;
  // Turns are taken by task ids: where those are ignored two deliveries of one delete may run at once.
  return idsHonoured ? [...notBack(sim, heard, cuts), ...atOnce(sim, cuts)] : [];
};
