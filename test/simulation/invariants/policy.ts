import type { PolicyRule } from '../../../lib/peering/policy/rule.ts';
import type { Ask } from '../support/asks.ts';
import type { CloudCall } from '../support/cloud.ts';
import type { Invocation } from '../support/invocation.ts';
import type { Simulation } from '../support/simulation.ts';
import { pairOf } from '../support/truth.ts';

const KNOWN: ReadonlySet<string> = new Set(['vpcId', 'acceptingVpcId', 'anyVpcId']);

const includes = (list: unknown, ...any: readonly string[]): boolean =>
  list === undefined || (Array.isArray(list) && any.some((each) => list.includes(each)));

/** Whether policy forbids whatever is done to a pair; rules that hang on anything else forbid nothing here. */
const isForbidden = (
  policy: readonly PolicyRule[],
  [one, other]: readonly [string, string],
): boolean => {
  const first = policy.find(
    ({ when = {} }) =>
      Object.keys(when).every((key) => KNOWN.has(key)) &&
      includes(when.vpcId, one) &&
      includes(when.acceptingVpcId, other) &&
      includes(when.anyVpcId, one, other),
  );
  return first?.effect === 'deny';
};

const ACTION_OF: Readonly<Record<string, Ask['action']>> = {
  CreateVpcPeerConnection: 'create',
  AcceptVpcPeerConnection: 'accept',
  RejectVpcPeerConnection: 'reject',
  ModifyVpcPeerConnection: 'modify',
  DeleteVpcPeerConnection: 'delete',
  CreateRouteEntry: 'modify',
  CreateRouteEntries: 'modify',
};

const endsOf = (sim: Simulation, { params, answer }: CloudCall): readonly [string, string] => {
  const { InstanceId, NextHopId, 'RouteEntries.1.NextHop': nextHop } = params;
  const instanceId = InstanceId ?? NextHopId ?? nextHop ?? String(answer.InstanceId);
  const made = sim.truth.lives.get(instanceId)?.connection;
  return [made?.vpcId ?? params.VpcId ?? '', made?.acceptingVpcId ?? params.AcceptingVpcId ?? ''];
};

/** When a call could have been allowed at the earliest: as soon as somebody asked for it. */
const askedAt = (
  sim: Simulation,
  { params }: CloudCall,
  action: Ask['action'],
  pair: string,
): number => {
  const about = sim.asks.filter((ask) => ask.instanceId === params.InstanceId || ask.pair === pair);
  const own = about.filter((ask) => ask.action === action);
  return Math.min(...(own.length > 0 ? own : about).map(({ sentAt }) => sentAt));
};

/** Policies that were in force between two moments. */
const policiesBetween = (sim: Simulation, from: number, to: number) =>
  sim.deployed
    .filter(({ at }, index) => at <= to && (sim.deployed[index + 1]?.at ?? Infinity) >= from)
    .map(({ settings }) => settings.policy);

/** A delete with routes asks policy once, before it takes anything away. */
const isOfRemoval = ({ run }: CloudCall): boolean =>
  run?.payload.includes('"purpose":"delete"') ?? false;

/** When the router first looked whether it may delete a connection. */
const checkedAt = (sim: Simulation, instanceId: string): number =>
  Math.min(
    ...sim.record.tasks
      .filter(
        ({ payload }) =>
          payload.includes('"phase":"remove"') && payload.includes(`"instanceId":"${instanceId}"`),
      )
      .flatMap(({ by }) => by?.startedAt ?? []),
  );

/** When a call had to be allowed: when its run began, or at any moment since it was asked for. */
const sinceOf = (sim: Simulation, call: CloudCall, action: Ask['action'], pair: string): number =>
  isOfRemoval(call)
    ? Math.max(askedAt(sim, call, action, pair), checkedAt(sim, call.params.InstanceId ?? ''))
    : (call.run?.startedAt ?? call.at);

interface Item {
  readonly requestId: string;
  readonly reason?: string;
  readonly givenUp?: object;
  readonly request: Ask['body'];
  readonly spent?: Readonly<Record<string, number>>;
}

const hasSeen = (sim: Simulation, run: Invocation | undefined, instanceId: string): boolean =>
  sim.record.calls.some(
    (call) =>
      call.run === run &&
      call.action === 'GetVpcPeerConnectionAttribute' &&
      call.params.InstanceId === instanceId,
  );

/** Behind a busy VPC, or a quota that is used up, a request waits without being looked at. */
const UNTRIED: ReadonlySet<string> = new Set(['conflict', 'throttled']);

/**
 * Whether an item may wait without being judged: it is not tried, or it was not for a while, so that a try of another run
 * may have made something. That is looked for first, and the look may fail.
 */
const isUnjudged = ({ reason, givenUp, spent = {} }: Item): boolean =>
  reason === undefined ||
  givenUp !== undefined ||
  UNTRIED.has(reason) ||
  Object.keys(spent).some((each) => UNTRIED.has(each));

/** Requests that wait although policy has forbidden them since they were sent: that does not pass. */
export const waitingForPolicy = (sim: Simulation): readonly string[] =>
  sim.record.tasks.flatMap(({ payload, at, by }) => {
    if (!payload.includes('"peerflow":"requests"')) return [];
    const { items }: { items: readonly Item[] } = JSON.parse(payload);
    return items
      .filter((item) => !isUnjudged(item) && item.request.dryRun !== true)
      .flatMap(({ requestId, reason, request }) => {
        const instanceId = String(request.instanceId);
        // Policy is asked about a connection as a look shows it.
        if (request.action !== 'create' && !hasSeen(sim, by, instanceId)) return [];
        const life = sim.truth.lives.get(instanceId)?.connection;
        const ends = [
          life?.vpcId ?? String(request.vpcId),
          life?.acceptingVpcId ?? String(request.acceptingVpcId),
        ] as const;
        const since = Math.min(
          ...sim.asks.filter((ask) => ask.requestId === requestId).map(({ sentAt }) => sentAt),
        );
        const isForbiddenNow = policiesBetween(sim, since, at).every((each) =>
          isForbidden(each, ends),
        );
        return isForbiddenNow
          ? [`${requestId} waits for ${reason} although policy forbids it`]
          : [];
      });
  });

/**
 * Changes that policy forbade when their run began; of a delete with routes, those that every policy forbade which was
 * in force since its check began.
 */
export const forbidden = (sim: Simulation): readonly string[] =>
  sim.record.calls.flatMap((call) => {
    const action = ACTION_OF[call.action];
    if (action === undefined || call.params.DryRun === 'true') return [];
    // What a refused delete took away is put back, whatever policy says by then.
    if (action === 'modify' && isOfRemoval(call)) return [];
    const ends = endsOf(sim, call);
    const since = sinceOf(sim, call, action, pairOf(...ends));
    const until = isOfRemoval(call) ? call.at : since;
    const isAllowed = policiesBetween(sim, since, until).some((each) => !isForbidden(each, ends));
    return isAllowed ? [] : [`${call.action} for ${ends.join(' and ')}, which policy forbids`];
  });
