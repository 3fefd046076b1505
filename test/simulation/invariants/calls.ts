import type { CloudCall } from '../support/cloud.ts';
import { actionOf, failureCodeOf, instanceOf, requestIdOf, shortType } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import { SECRET } from '../support/sources.ts';
import { CHANGES, uninvited } from './asked.ts';
import { isOfDelivery } from './delivery.ts';
import { isForbiddenSince, isOfRepeatedRun } from './forbidden.ts';
import type { Heard } from './heard.ts';
import { isOfPassedStatus, isUnfollowed } from './prices.ts';

/** Whoever watches and sweeps looks, announces and marks; it changes nothing. */
const changedByWatchers = (sim: Simulation): readonly string[] =>
  sim.record.calls
    .filter(
      ({ action, run }) =>
        CHANGES[action] !== undefined && run?.instance.functionName === 'peerflow-poller',
    )
    .map(({ action, params }) => `the poller called ${action} of ${params.InstanceId}`);

/** Changes that took effect although their request had failed before. */
const afterFailed = (sim: Simulation, heard: Heard): readonly string[] => {
  const failed = heard.all.filter((event) => shortType(event) === 'Failed');
  return failed.flatMap((event) => {
    const decidedAt = sim.record.announced.get(event.id)?.at ?? Number.POSITIVE_INFINITY;
    const requestId = requestIdOf(event) ?? '';
    const instanceId = instanceOf(event);
    const action = actionOf(event);
    const others = sim.asks.filter(
      (ask) =>
        ask.action === action && ask.instanceId === instanceId && ask.requestId !== requestId,
    );
    // A request that was sent once more is a new one to whoever heard nothing of the first.
    const isSentAgain = sim.asks.some(
      (ask) => ask.requestId === requestId && ask.action === action && ask.lastSentAt > decidedAt,
    );
    const own = sim.asks.filter((ask) => ask.requestId === requestId && ask.action === action);
    const isExcused =
      // Deletes take turns by task ids: where those are ignored, of two runs one may give up before the other.
      (action === 'delete' && !sim.platform.options.idsHonoured) ||
      isOfPassedStatus(sim, event) ||
      // A deployment gives the role or the rule back, as the event asks for, and somebody hints at the connection.
      failureCodeOf(event) === 'AcceptByHand' ||
      isUnfollowed(sim, event) ||
      own.some((ask) => isOfRepeatedRun(sim, ask, event) || isForbiddenSince(sim, ask, event));
    if (action === 'create' || others.length > 0 || isSentAgain || isExcused) return [];
    return sim.record.calls
      .filter(
        (call) =>
          CHANGES[call.action] === action &&
          call.params.InstanceId === instanceId &&
          call.params.DryRun !== 'true' &&
          call.at > decidedAt + 1_000 &&
          isOfDelivery(event, call.run?.payload ?? ''),
      )
      .map((call) => `${call.action} of ${instanceId} after the Failed of ${requestId}`);
  });
};

const DRY = new Set(['DryRunOperation', 'OperationDenied.RouteEntryExist']);

/** Route entries taken away for a delete before the API was asked whether it would take the delete. */
const removedUnasked = (sim: Simulation): readonly string[] =>
  sim.record.calls.flatMap(({ action, params, at, run }) => {
    if (action !== 'DeleteRouteEntries' || params.DryRun === 'true' || !run) return [];
    const instanceId = /"instanceId":"([^"]+)"/.exec(run.payload)?.[1] ?? '';
    if (!run.payload.includes('"purpose":"delete"')) return [];
    const isAsked = sim.record.refused.some(
      (each) =>
        each.action === 'DeleteVpcPeerConnection' &&
        each.params.InstanceId === instanceId &&
        each.params.DryRun === 'true' &&
        each.at < at &&
        DRY.has(each.code),
    );
    return isAsked ? [] : [`routes of ${instanceId} were removed before the check`];
  });

interface Item {
  readonly requestId: string;
  readonly givenUp?: unknown;
  readonly request: { readonly dryRun?: boolean };
}

/** Changes that runs asked for which look at what is given up once more: whatever came of one, the request fails. */
const calledAtLastLook = (sim: Simulation): readonly string[] =>
  sim.record.ended.flatMap(({ payload, called }) => {
    if (!payload.includes('"givenUp":') || !payload.includes('"peerflow":"requests"')) return [];
    const { items }: { readonly items: readonly Item[] } = JSON.parse(payload);
    if (items.some(({ givenUp, request }) => givenUp === undefined || request.dryRun)) return [];
    return ['CreateVpcPeerConnection', ...Object.keys(CHANGES)]
      .filter((action) => called.has(`api:${action}`))
      .map((action) => `${action} was called for ${items[0]?.requestId}, which is given up`);
  });

/** Holds every task against what a failure queue can hold, and against what none may hold. */
export const watchTasks = (sim: Simulation): void => {
  sim.onTask = ({ id, payload }) => {
    if (payload.includes(SECRET)) sim.record.broken.push(`a secret in the task ${id}`);
    if (Math.ceil(Buffer.byteLength(JSON.stringify(payload)) / 3) * 4 > 60 * 1024)
      sim.record.broken.push(`the task ${id} is over 60 KB`);
  };
};

/** What is wanted of a connection that a request made, written by nobody who asked for other routes. */
const rewrittenOptions = (sim: Simulation): readonly string[] => {
  const made = new Set(
    sim.record.calls
      .filter(({ action }) => action === 'CreateVpcPeerConnection')
      .map(({ answer }) => answer.InstanceId),
  );
  return sim.record.calls.flatMap(({ action, params }) => {
    const instanceId = params['ResourceId.1'] ?? '';
    const isOptions = Object.values(params).includes('peerflow:options');
    if (action !== 'TagResources' || !isOptions || !made.has(instanceId)) return [];
    const isAsked =
      sim.people.did('tag:peerflow:request', instanceId) ||
      sim.asks.some(
        (ask) =>
          ask.action === 'modify' && ask.instanceId === instanceId && ask.body.routes !== undefined,
      );
    return isAsked ? [] : [`the options of ${instanceId} were written although nobody asked`];
  });
};

/** Entries taken away for a delete that the API would refuse: one that Peerflow did not make led there as well. */
const removedBesideOthers = (sim: Simulation): readonly string[] =>
  sim.record.calls.flatMap(({ action, params, at, run }) => {
    if (action !== 'DeleteRouteEntries' || params.DryRun === 'true' || !run) return [];
    const instanceId = /"instanceId":"([^"]+)"/.exec(run.payload)?.[1] ?? '';
    return run.payload.includes('"purpose":"delete"') &&
      sim.truth.wasLedToByOthers(instanceId, run.startedAt, at)
      ? [`routes of ${instanceId} were removed although an entry of others leads there`]
      : [];
  });

/** Accepts and rejects with other credentials than those of the account that may: whose they are decides. */
const wrongCallers = (sim: Simulation): readonly string[] =>
  [...sim.record.calls, ...sim.record.refused].flatMap(({ action, params, accountId }) => {
    if (action !== 'AcceptVpcPeerConnection' && action !== 'RejectVpcPeerConnection') return [];
    const life = sim.truth.lives.get(params.InstanceId ?? '');
    const owner = life?.connection.acceptingOwnerUid;
    return owner === undefined || owner === accountId
      ? []
      : [`${action} of ${life?.instanceId} was called as ${accountId}`];
  });

/** Modifies of a caller who saw another state of the connection than there ever was. */
const unmatched = (sim: Simulation): readonly string[] =>
  sim.asks
    .filter(({ ifMatch }) => ifMatch !== undefined)
    .filter(({ instanceId, body }) =>
      sim.record.calls.some(
        ({ action, params }) =>
          action === 'ModifyVpcPeerConnection' &&
          params.InstanceId === instanceId &&
          params.Name === body.name,
      ),
    )
    .map(({ requestId }) => `${requestId} was carried out although its If-Match does not hold`);

/** A call without what names its repetition, and what makes it a dry run. */
const contentOf = ({ action, params }: Pick<CloudCall, 'action' | 'params'>): string =>
  JSON.stringify([action, { ...params, ClientToken: '' }]);

/** Who may have asked for a call: the accepter asks for itself. */
const askersOf = (sim: Simulation, { action, params }: Pick<CloudCall, 'action' | 'params'>) => {
  const asked = action === 'CreateVpcPeerConnection' ? 'create' : CHANGES[action];
  const values = Object.values(params);
  const those = [...sim.asks, ...sim.dryAsks].filter(
    (ask) =>
      ask.action === asked &&
      (asked === 'create' ? values.includes(ask.requestId) : ask.instanceId === params.InstanceId),
  );
  const accepter = asked === 'accept' || asked === 'reject' ? ['accepter'] : [];
  return new Set([...those.map(({ requestId }) => requestId), ...accepter]);
};

/** The token of a change is the same at each try of a request, so that the service knows a repetition. */
const newTokens = (sim: Simulation): readonly string[] => {
  const tokens = new Map<string, Set<string>>();
  return [...sim.record.calls, ...sim.record.refused].flatMap((call) => {
    const { action, params } = call;
    const isCreate = action === 'CreateVpcPeerConnection';
    if (!isCreate && CHANGES[action] === undefined) return [];
    const key = contentOf(call);
    const known = tokens.get(key) ?? new Set();
    tokens.set(key, known.add(params.ClientToken ?? ''));
    const askers = askersOf(sim, call);
    // A pair that is connected anew, after its connection was deleted, gets a token anew.
    const isForPair = isCreate && [...askers].some((each) => each.startsWith('pair-'));
    return known.size > askers.size && !isForPair
      ? [`${action} of ${[...askers].join(', ')} came with ${known.size} tokens`]
      : [];
  });
};

/** The values of a modify are part of its token: another one of the same id is another change. */
const sharedTokens = (sim: Simulation): readonly string[] => {
  const contents = new Map<string, string>();
  return [...sim.record.calls, ...sim.record.refused].flatMap((call) => {
    const { action, params } = call;
    const { ClientToken: token = '' } = params;
    if (action !== 'ModifyVpcPeerConnection' || token === '') return [];
    const content = contentOf(call);
    const known = contents.get(token) ?? content;
    contents.set(token, known);
    return known === content
      ? []
      : [`two modifies of ${params.InstanceId} with other values came with one token`];
  });
};

/** Callers who ask for what is valid are not told otherwise. */
const calledInvalid = (sim: Simulation): readonly string[] =>
  sim.asks.flatMap(({ requestId, answers }) =>
    answers
      .filter(({ status, body }) => status === 400 && body.includes('"code":"InvalidRequest"'))
      .map(() => `${requestId} was answered as if it were invalid`),
  );

export const faultsOfCalls = (sim: Simulation, heard: Heard): readonly string[] => [
  ...uninvited(sim, heard),
  ...changedByWatchers(sim),
  ...afterFailed(sim, heard),
  ...rewrittenOptions(sim),
  ...calledAtLastLook(sim),
  ...removedUnasked(sim),
  ...removedBesideOthers(sim),
  ...newTokens(sim),
  ...sharedTokens(sim),
  ...calledInvalid(sim),
  ...wrongCallers(sim),
  ...unmatched(sim),
  ...sim.platform.lost.map(() => 'a failed task was too large for the failure queue'),
];
