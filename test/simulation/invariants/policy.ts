import type { PolicyAction } from '../../../lib/peering/policy/rule.ts';
import type { Ask } from '../support/asks.ts';
import type { CloudCall } from '../support/cloud.ts';
import type { Invocation } from '../support/invocation.ts';
import { actionOf, failureCodeOf, instanceOf, requestIdOf, shortType } from '../support/record.ts';
import { OTHER, type Simulation } from '../support/simulation.ts';
import { pairOf } from '../support/truth.ts';
import type { Heard } from './heard.ts';
import {
  effectOf,
  isForbidden,
  policiesBetween,
  type Question,
  questionOfBody,
} from './policy-questions.ts';

const ACTION_OF: Readonly<Record<string, PolicyAction>> = {
  CreateVpcPeerConnection: 'create',
  AcceptVpcPeerConnection: 'accept',
  RejectVpcPeerConnection: 'reject',
  ModifyVpcPeerConnection: 'modify',
  DeleteVpcPeerConnection: 'delete',
  CreateRouteEntry: 'routes',
  CreateRouteEntries: 'routes',
  DeleteRouteEntries: 'routes',
};

const isOfAccepterFunction = ({ run }: CloudCall): boolean =>
  run?.instance.functionName === 'peerflow-accepter';

/** The connection that a run of the router works for. */
const routedBy = ({ run }: CloudCall): string | undefined =>
  run?.payload.includes('"peerflow":"routes"') ? JSON.parse(run.payload).instanceId : undefined;

/** What had to be asked before a call. */
const questionOf = (sim: Simulation, call: CloudCall, action: PolicyAction): Question => {
  const { params, answer } = call;
  const { InstanceId, NextHopId, 'RouteEntries.1.NextHop': nextHop } = params;
  // What leads nowhere goes with the tables that are looked at: policy is asked about their connection.
  const removed = call.action === 'DeleteRouteEntries' ? routedBy(call) : undefined;
  const instanceId = InstanceId ?? NextHopId ?? nextHop ?? removed ?? String(answer.InstanceId);
  const made = sim.truth.lives.get(instanceId)?.connection;
  const isAccepter = isOfAccepterFunction(call);
  return {
    action: isAccepter ? 'accept' : action,
    ends: [made?.vpcId ?? params.VpcId ?? '', made?.acceptingVpcId ?? params.AcceptingVpcId ?? ''],
    accepterAccount: made?.acceptingOwnerUid ?? params.AcceptingAliUid,
    force: params.Force === 'true',
    isAccepter,
  };
};

/** When a call could have been allowed at the earliest: as soon as somebody asked for it. */
const askedAt = (
  sim: Simulation,
  { params }: CloudCall,
  action: PolicyAction,
  pair: string,
): number => {
  const about = sim.asks.filter((ask) => ask.instanceId === params.InstanceId || ask.pair === pair);
  const own = about.filter((ask) => ask.action === action);
  return Math.min(...(own.length > 0 ? own : about).map(({ sentAt }) => sentAt));
};

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
const sinceOf = (sim: Simulation, call: CloudCall, action: PolicyAction, pair: string): number =>
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
  !run?.unheard.has('api:GetVpcPeerConnectionAttribute') &&
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
        // Policy is asked about a connection as a look shows it.
        if (request.action !== 'create' && !hasSeen(sim, by, String(request.instanceId))) return [];
        const since = Math.min(
          ...sim.asks.filter((ask) => ask.requestId === requestId).map(({ sentAt }) => sentAt),
        );
        const isForbiddenNow = policiesBetween(sim, since, at).every((each) =>
          isForbidden(each, questionOfBody(sim, request)),
        );
        return isForbiddenNow
          ? [`${requestId} waits for ${reason} although policy forbids it`]
          : [];
      });
  });

/** Policy cannot be asked about a connection of which nobody knows both ends any more. */
const isOfForgotten = ({ run }: CloudCall): boolean => {
  if (!run?.payload.includes('"purpose":"cleanup"')) return false;
  const { lastSeen = {} } = JSON.parse(run.payload);
  const { ownerId, acceptingOwnerUid, regionId, acceptingRegionId, vpc, acceptingVpc } = lastSeen;
  return [ownerId, acceptingOwnerUid, regionId, acceptingRegionId, vpc, acceptingVpc].includes(
    undefined,
  );
};

/** Reads of the router in the other account, for a pair that policy forbade when its run began. */
export const readsForbidden = (sim: Simulation): readonly string[] =>
  sim.record.calls.flatMap((call) => {
    const { accountId, action, run } = call;
    const isRead = accountId === OTHER && action.startsWith('Describe');
    if (!isRead || !run?.payload.includes('"peerflow":"routes"')) return [];
    if (isOfRemoval(call) || isOfForgotten(call)) return [];
    const { instanceId } = JSON.parse(run.payload);
    const made = sim.truth.lives.get(instanceId)?.connection;
    if (!made) return [];
    const ends = [made.vpcId, made.acceptingVpcId] as const;
    const question = { action: 'read', ends, accepterAccount: made.acceptingOwnerUid } as const;
    const isAllowed = policiesBetween(sim, run.startedAt, run.startedAt).some(
      (each) => !isForbidden(each, question),
    );
    return isAllowed
      ? []
      : [`${action} in ${OTHER} for ${ends.join(' and ')}, which policy forbids`];
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
    if (action === 'routes' && isOfRemoval(call)) return [];
    if (isOfForgotten(call)) return [];
    const question = questionOf(sim, call, action);
    const since = sinceOf(sim, call, action, pairOf(...question.ends));
    const until = isOfRemoval(call) ? call.at : since;
    const due = action === 'reject' && question.isAccepter ? 'reject' : 'allow';
    const isAllowed = policiesBetween(sim, since, until).some(
      (each) => effectOf(each, question) === due,
    );
    return isAllowed
      ? []
      : [`${call.action} for ${question.ends.join(' and ')}, which policy forbids`];
  });

/** Whatever a request may be denied for: itself, its routes, and the other account's tables, which it reads. */
const questionsOf = (sim: Simulation, { body, action, pair = '' }: Ask): readonly Question[] => {
  const own = questionOfBody(sim, body, action);
  // A create may meet a connection of other accounts than it says.
  const met = sim.truth.ofPair(pair).map(({ connection }) => connection.acceptingOwnerUid);
  return [own, ...met.map((accepterAccount) => ({ ...own, accepterAccount }))].flatMap((each) => [
    each,
    ...(body.routes === undefined ? [] : [{ ...each, action: 'routes' as const }]),
    { ...each, action: 'read' as const },
  ]);
};

/** Requests that were denied although no policy forbade them since they were sent. */
export const deniedUnasked = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    if (shortType(event) !== 'Failed' || failureCodeOf(event) !== 'PolicyDenied') return [];
    const own = sim.asks.filter(
      ({ requestId, action }) => requestId === requestIdOf(event) && action === actionOf(event),
    );
    const decidedAt = sim.record.announced.get(event.id)?.at ?? 0;
    const isDenied = own.some((ask) =>
      policiesBetween(sim, ask.sentAt, decidedAt).some((policy) =>
        questionsOf(sim, ask).some((question) => isForbidden(policy, question)),
      ),
    );
    return own.length === 0 || isDenied
      ? []
      : [`${event.id}: policy does not forbid the ${actionOf(event)} ${requestIdOf(event)}`];
  });

/** Connections that a request adopted although policy forbids to make one between their accounts. */
export const adoptedForbidden = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    if (shortType(event) !== 'Adopted') return [];
    const life = sim.truth.lives.get(instanceOf(event))?.connection;
    const decidedAt = sim.record.announced.get(event.id)?.at ?? 0;
    const asks = sim.asks.filter(({ requestId }) => requestId === requestIdOf(event));
    if (!life || asks.length === 0) return [];
    const isAllowed = asks.some((ask) => {
      const isReversed = ask.body.vpcId === life.acceptingVpcId;
      const question: Question = {
        ...questionOfBody(sim, ask.body, 'create'),
        accepterAccount: isReversed ? life.ownerId : life.acceptingOwnerUid,
      };
      return policiesBetween(sim, ask.sentAt, decidedAt).some(
        (each) => !isForbidden(each, question),
      );
    });
    return isAllowed ? [] : [`${event.id} although policy forbids to connect these accounts`];
  });
