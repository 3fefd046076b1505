import type { Invocation } from '../support/invocation.ts';
import type { TakenTask } from '../support/platform.ts';
import { DAY, MINUTE, SECOND, type Simulation } from '../support/simulation.ts';
import { tagOf } from './asked.ts';
import type { Heard } from './heard.ts';

interface Watch {
  readonly chain: string;
  readonly step: number;
  readonly instanceId: string;
  readonly action: string;
  readonly since: number;
  readonly begunAt: number;
  readonly isLeaving?: boolean;
  readonly missing?: unknown;
  readonly troubles?: number;
  /** What the last look that found it showed. */
  readonly lastStatus?: string;
}

const isWatch = (payload: string): boolean => payload.includes('"peerflow":"watch"');
const watchIn = (payload: string): Watch => JSON.parse(payload);

const OVER: ReadonlySet<string> = new Set(['Deleted', 'Rejected', 'Expired']);

/** A chain is left alone after so long, for a person. */
const MAX_CHAIN_MS = 7 * DAY;
/** The effect of a delete shows within so long. */
const DELETE_SHOWS_MS = MINUTE;

/** The status of a connection as a look at a moment showed it. One that is late may have been expired for long. */
const statusAt = (sim: Simulation, instanceId: string, at: number): string | undefined => {
  const steps = sim.truth.life(instanceId)?.steps ?? [];
  const next = steps.findIndex((step) => step.at > at);
  return steps.at(next < 0 ? -1 : Math.max(next - 1, 0))?.status;
};

/** Every status that a run can have seen: it may have looked once more after what it decided by. */
const statusesSeen = (sim: Simulation, run: Invocation, instanceId: string): readonly string[] => {
  const lastLook = run.lookedAt.get(instanceId) ?? 0;
  const first = statusAt(sim, instanceId, run.startedAt);
  const later = (sim.truth.life(instanceId)?.steps ?? []).filter(
    ({ at }) => at > run.startedAt && at <= lastLook,
  );
  return [...(first === undefined ? [] : [first]), ...later.map(({ status }) => status)];
};

/** What the looks of a run showed, which may lag behind a modify. */
const shownTo = (sim: Simulation, run: Invocation, instanceId: string): readonly string[] =>
  sim.record.calls.flatMap(({ action, params, answer, run: by }) =>
    by === run &&
    action === 'GetVpcPeerConnectionAttribute' &&
    params.InstanceId === instanceId &&
    typeof answer.Status === 'string'
      ? [answer.Status]
      : [],
  );

/** Statuses in which the fact that a watch is there for is announced, or will not come. */
const isThrough = (action: string, status: string | undefined): boolean => {
  if (status === undefined) return false;
  if (action === 'delete') return status === 'Deleted';
  return OVER.has(status) || (action !== 'modify' && status === 'Activated');
};

const keyOf = ({ chain, step }: Pick<Watch, 'chain' | 'step'>): string => `${chain} ${step}`;

/** A watch may end where nothing is left to follow; a modify has settled where its connection stands. */
const mayEnd = (sim: Simulation, run: Invocation, watch: Watch): boolean => {
  const { instanceId, action, since, begunAt, isLeaving } = watch;
  const endedAt = run.endedAt ?? 0;
  const { skewMs } = sim.platform.options;
  if (statusAt(sim, instanceId, endedAt) === 'Deleted') return true;
  if (endedAt - begunAt >= MAX_CHAIN_MS - 2 * skewMs - SECOND) return true;
  const statuses = statusesSeen(sim, run, instanceId);
  if (action === 'delete' && !statuses.includes('Deleting') && !isLeaving)
    return endedAt - since >= DELETE_SHOWS_MS - 2 * skewMs - SECOND;
  const mayEndAt = (status: string | undefined): boolean =>
    isThrough(action, status) || (action === 'modify' && status === 'Activated');
  return statuses.some(mayEndAt) || shownTo(sim, run, instanceId).some(mayEndAt);
};

/** Watches that ended before what they are there for was seen: whatever a sweep does not see is lost with them. */
const endedEarly = (sim: Simulation, watches: readonly TakenTask[]): readonly string[] => {
  const enqueued = new Set(watches.map(({ payload }) => keyOf(watchIn(payload))));
  return sim.record.ended.flatMap((run) => {
    if (!isWatch(run.payload)) return [];
    const watch = watchIn(run.payload);
    const hasSuccessor = enqueued.has(keyOf({ ...watch, step: watch.step + 1 }));
    if (hasSuccessor || mayEnd(sim, run, watch)) return [];
    const status = statusAt(sim, watch.instanceId, run.lookedAt.get(watch.instanceId) ?? 0);
    return [`the watch of the ${watch.action} of ${watch.instanceId} ended: it was ${status}`];
  });
};

/** Watches that go on although their last look shows that nothing is left to follow. */
const wentOn = (watches: readonly TakenTask[]): readonly string[] =>
  watches.flatMap(({ payload }) => {
    const { instanceId, action, step, missing, troubles, lastStatus } = watchIn(payload);
    if (step === 0 || missing || troubles || !isThrough(action, lastStatus)) return [];
    return [`the watch of the ${action} of ${instanceId} goes on: it was ${lastStatus}`];
  });

const WORD = /:Connection:(?:Creating|Accepting|Expiring|Activated|Stalled)$/;

/**
 * Watches that say the same again and again: each goes by its own memory. A step may run once more after its successor
 * has run, and tells what it sees then: only runs that the next one goes by count.
 */
const toldAgain = ({ record }: Simulation, watches: readonly TakenTask[]): readonly string[] => {
  const led = new Set(watches.map(({ by }) => by));
  return [...record.announced.values()].flatMap(({ id, type, times }) => {
    if (!WORD.test(type)) return [];
    const chains = times
      .filter(({ run }) => isWatch(run.payload) && led.has(run))
      .map(({ run }) => watchIn(run.payload).chain);
    return new Set(chains).size < chains.length
      ? [`${id} was announced more than once by one watch`]
      : [];
  });
};

/** Runs of the router for a create that came to their end without a word and without a successor. */
const idleRouters = (sim: Simulation): readonly string[] => {
  const { announced, ended, tasks, known } = sim.record;
  const busy = new Set([
    ...[...tasks, ...known].map(({ by }) => by),
    ...[...announced.values()].flatMap(({ times }) => times.map(({ run }) => run)),
  ]);
  return ended.flatMap((run) => {
    if (!run.payload.includes('"purpose":"make"') || busy.has(run)) return [];
    const { instanceId, wanted = 'none', asked } = JSON.parse(run.payload);
    // By a modify, or by another create that adopts it at the same moment.
    const isChanged =
      sim.asks.some((ask) => ask.instanceId === instanceId && ask.body.routes !== undefined) ||
      sim.record.calls.some((call) => {
        const options = tagOf(call, 'peerflow:options');
        const isOfIt = call.params['ResourceId.1'] === instanceId && options !== '';
        return isOfIt && !options.startsWith(`routes=${wanted};`);
      });
    const stood = (sim.truth.life(instanceId)?.steps ?? []).filter(
      ({ at }) => at <= (run.endedAt ?? 0),
    );
    const isOver = stood.some(({ status }) => status !== 'Creating' && !isStanding(status));
    return asked || wanted === 'none' || isChanged || isOver
      ? []
      : [`the router ended without a word about the routes of ${instanceId}`];
  });
};

const isStanding = (status: string): boolean =>
  status === 'Activated' || status === 'Updating' || status === 'Accepting';

const isCheckOfPartial = ({ payload }: Pick<TakenTask, 'payload'>): boolean =>
  payload.includes('"peerflow":"routes"') && payload.includes('"partial":"');

/** Runs that announced routes as partial, or found them so again, and that nobody comes back after. */
const unchecked = (sim: Simulation, { about }: Heard): readonly string[] => {
  const { announced, ended, tasks, known } = sim.record;
  const all = [...tasks, ...known];
  const checked = new Set(all.filter(isCheckOfPartial).map(({ by }) => by));
  const told = [...announced.values()].filter(({ type }) => type === 'peerflow:Routes:Partial');
  const first = told
    .filter(({ run }) => run.endedAt !== undefined && !checked.has(run))
    .map(({ id }) => `nobody looks again after ${id}`);
  const later = ended.filter(isCheckOfPartial).flatMap((run) => {
    const { instanceId, begunAt } = watchIn(run.payload);
    const isOver =
      sim.people.did('tag:peerflow:request', instanceId) ||
      statusAt(sim, instanceId, run.endedAt ?? 0) !== 'Activated' ||
      about(instanceId, 'Routes:Ready', 'Routes:Failed', 'Routes:Removed').length > 0 ||
      (run.endedAt ?? 0) - begunAt >= MAX_CHAIN_MS - SECOND;
    return isOver || all.some(({ by }) => by === run)
      ? []
      : [`nobody looks again at the partial routes of ${instanceId}`];
  });
  return [...first, ...later];
};

/** The queue is asked again in place until so shortly before the end, and the last pause is no longer than this. */
const KEPT_BACK_MS = 5 * SECOND;
const LONGEST_PAUSE_MS = 6.25 * SECOND;

/** Runs of our own functions that gave the queue up although they had time to ask it again. */
const gaveUpQueue = (sim: Simulation): readonly string[] =>
  sim.platform.runs.flatMap(({ id, functionName, kind, ms, limitMs, failed = '' }) => {
    if (functionName === 'peerflow-request' || !failed.startsWith('NotQueuedError')) return [];
    const leftMs = limitMs - ms;
    return leftMs > KEPT_BACK_MS + LONGEST_PAUSE_MS + SECOND
      ? [
          `${id} (${kind}) was thrown with ${Math.round(leftMs / SECOND)} s left to ask the queue again`,
        ]
      : [];
  });

/** Tasks of a process that an earlier run has told that ids are ignored, and that do not say so: waits are too short there. */
const unnoticed = ({ record, platform }: Simulation): readonly string[] => {
  if (platform.options.idsHonoured) return [];
  const told = new Map<Invocation['instance'], Invocation>();
  return record.tasks.flatMap(({ id, payload, by }) => {
    if (!by) return [];
    const first = told.get(by.instance);
    if (by.acknowledged.has(id) && !first) told.set(by.instance, by);
    const isKnown = first !== undefined && first !== by;
    return isKnown && !payload.includes('"idsIgnored":true')
      ? [`${id} does not say that the queue ignores ids`]
      : [];
  });
};

/** Chains end where their work is done, and not before. Where ids are ignored a sweep may take over from a watch. */
export const faultsOfChains = (sim: Simulation, heard: Heard): readonly string[] => {
  const anyway = [
    ...unchecked(sim, heard),
    ...gaveUpQueue(sim),
    ...idleRouters(sim),
    ...unnoticed(sim),
  ];
  if (!sim.platform.options.idsHonoured) return anyway;
  const watches = sim.record.tasks.filter(({ payload }) => isWatch(payload));
  return [...endedEarly(sim, watches), ...wentOn(watches), ...toldAgain(sim, watches), ...anyway];
};

/** Watches that look again before the service wants to be asked: what it says counts, whichever instance goes on. */
export const impatientWatches = ({ record }: Simulation): readonly string[] => {
  if (record.throttled.length === 0) return [];
  return record.tasks.flatMap(({ payload, by }) => {
    if (!by || !payload.includes('"peerflow":"watch"') || !payload.includes('"troubles":'))
      return [];
    const { instanceId, due } = JSON.parse(payload);
    const last = record.throttled.findLast(
      (each) => each.run === by && each.instanceId === instanceId,
    );
    if (!last) return [];
    const waitMs = due - by.instance.skewMs - last.at;
    return waitMs < last.retryAfterMs - SECOND
      ? [`the watch of ${instanceId} waits ${waitMs} ms, it was to wait ${last.retryAfterMs} ms`]
      : [];
  });
};
