import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import {
  actionOf,
  failureCodeOf,
  hasFinding,
  instanceOf,
  requestIdOf,
  shortType,
} from '../support/record.ts';
import { DAY, MINUTE, OWN, SECOND, type Simulation } from '../support/simulation.ts';
import { isLive } from '../support/truth.ts';
import type { Heard } from './heard.ts';
import { madeBy } from './made.ts';

/** Connections that still wait for an accept within a day of their deadline, of which nobody was reminded. */
const unreminded = (sim: Simulation, heard: Heard): readonly string[] =>
  [...sim.truth.lives.values()].flatMap(({ instanceId, connection }) => {
    const { status, gmtExpired, tags } = connection;
    const isClose = gmtExpired !== undefined && sim.time.now() > gmtExpired - DAY;
    const isOurs = tags.get(OWN)?.has('peerflow:request') && connection.ownerId === OWN;
    return status === 'Accepting' && isClose && isOurs && sim.time.now() < gmtExpired
      ? heard.about(instanceId, 'Expiring').length > 0
        ? []
        : [`${instanceId} is about to expire and nobody was reminded`]
      : [];
  });

/** Clocks of two instances differ by so much. */
const SKEW_MS = 61 * SECOND;
/** A look may be that of a run that died; not all of so many. */
const LOOKS = 3;

/** Connections that watches saw in motion long after their call, of which nobody heard that they are late. */
const unstalled = (sim: Simulation, heard: Heard): readonly string[] => {
  const late = new Map<string, number>();
  for (const { action, params, answer, run, at } of sim.record.calls) {
    if (action !== 'GetVpcPeerConnectionAttribute' || !run?.payload.includes('"peerflow":"watch"'))
      continue;
    const { since, hasStalled, action: followed } = JSON.parse(run.payload);
    const instanceId = params.InstanceId ?? '';
    const isLate = at - since > sim.settings.stallAfterMs + SKEW_MS;
    const isInMotion = answer.Status === 'Creating' || answer.Status === 'Updating';
    if (isLate && isInMotion && !hasStalled && followed !== 'delete')
      late.set(instanceId, (late.get(instanceId) ?? 0) + 1);
  }
  return [...late]
    .filter(([id, looks]) => looks >= LOOKS && heard.about(id, 'Stalled').length === 0)
    .map(([id]) => `${id} was seen to be late and nobody heard of it`);
};

/** Deletes that put entries back and do not look after them once more. */
const unverified = (sim: Simulation, heard: Heard): readonly string[] =>
  heard.all.flatMap((event) => {
    const isRestored =
      shortType(event) === 'Failed' &&
      actionOf(event) === 'delete' &&
      (hasFinding(event, 'RoutesRestored') || hasFinding(event, 'RoutesNotRestored'));
    const instanceId = instanceOf(event);
    // Where the delete is tried again and succeeds there is nothing left to look after.
    if (!isRestored || sim.truth.hasBeen(instanceId ?? '', 'Deleted')) return [];
    const isVerified = sim.record.tasks.some(
      ({ payload }) =>
        payload.includes('"phase":"verify"') && payload.includes(`"instanceId":"${instanceId}"`),
    );
    return isVerified ? [] : [`${event.id} put entries back that nobody looks after`];
  });

/** Long enough for lists to show a connection. */
const SHOWN_MS = MINUTE;

/** An id that came with another body, while the connection lives that it made: that is an error of who sent it. */
const reusedKeys = (sim: Simulation, heard: Heard): readonly string[] =>
  sim.asks.flatMap((ask) => {
    const { requestId, sentAt, answers } = ask;
    const isStanding = madeBy(sim, requestId).some(
      ({ steps }) =>
        (steps[0]?.at ?? Number.POSITIVE_INFINITY) + sim.listLagMs + SHOWN_MS < sentAt &&
        steps.every(({ status }) => isLive(status)),
    );
    if (!ask.isReuse || !isStanding || sim.people.deeds.length > 0) return [];
    const isTaken = answers.some(({ status, body }) => status === 202 && !isQueued(body));
    const isTold = ask.state !== 'accepted' || heard.of(requestId, 'Failed').some(isRefused);
    return isTaken || !isTold ? [`${requestId} came with another body and nobody heard so`] : [];
  });

/** Policy may have come to forbid it. */
const isRefused = (event: FollowUpEvent): boolean =>
  ['IdempotencyKeyReused', 'PolicyDenied'].includes(failureCodeOf(event) ?? '');

const isQueued = (body: string): boolean => body.includes('"status":"Queued"');

/**
 * A request without an id of its own means that a pair be connected: it goes on where a connection is gone. One with a
 * token of its caller has one end, and shares its id with those that have none.
 */
const endedPairs = (sim: Simulation, { all }: Heard): readonly string[] =>
  all
    .filter(
      (event) =>
        // Routes that its connection does not live to get are another matter.
        shortType(event) === 'Failed' &&
        failureCodeOf(event) === 'ConnectionGone' &&
        requestIdOf(event)?.startsWith('pair-') &&
        sim.asks.every(
          ({ requestId, body }) =>
            requestId !== requestIdOf(event) || body.clientToken === undefined,
        ),
    )
    .map((event) => `${event.id} ends a request that a pair be connected`);

interface Row {
  readonly InstanceId: string;
  readonly Status: string;
  readonly Tags: readonly { readonly Key: string }[];
}

/** Connections of ours that a sweep saw leaving, whose end nobody heard of. */
export const unheardEnds = (sim: Simulation, heard: Heard): readonly string[] => {
  const through = new Set(
    sim.platform.runs.filter(({ failed }) => failed === undefined).map(({ id }) => id),
  );
  const troubled = sim.record.lines
    .filter(({ msg }) => msg === 'Connection not swept')
    .map(({ run, fields }) => `${run.id} ${String(fields.instanceId)}`);
  const left = sim.record.calls.flatMap(({ action, answer, isAnswered, run }) => {
    if (action !== 'ListVpcPeerConnections' || !isAnswered) return [];
    if (!run || !through.has(run.id)) return [];
    const isTick = run.payload.includes('triggerTime');
    if (!isTick || run.instance.functionName !== 'peerflow-poller') return [];
    const rows: readonly Row[] = Array.isArray(answer.VpcPeerConnects)
      ? answer.VpcPeerConnects
      : [];
    return rows
      .filter(({ Status, Tags }) => Status === 'Deleting' && Tags.some(isRequestTag))
      .map(({ InstanceId }) => InstanceId)
      .filter((each) => !troubled.includes(`${run.id} ${each}`));
  });
  return [...new Set(left)]
    .filter((id) => sim.truth.hasBeen(id, 'Deleted') && heard.about(id, 'Deleted').length === 0)
    .map((id) => `a sweep saw ${id} leaving and nobody heard of its end`);
};

const isRequestTag = ({ Key }: { readonly Key: string }): boolean => Key === 'peerflow:request';

/** What the life of a connection promises beside its facts. */
export const faultsOfLife = (sim: Simulation, heard: Heard): readonly string[] => [
  ...unreminded(sim, heard),
  ...unstalled(sim, heard),
  ...unverified(sim, heard),
  ...endedPairs(sim, heard),
  ...reusedKeys(sim, heard),
];
