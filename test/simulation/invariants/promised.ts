import { accepterRoleIn } from '../../../lib/peering/settings.ts';
import type { CloudCall } from '../support/cloud.ts';
import { actionOf, hasFinding, shortType } from '../support/record.ts';
import { OWN, type Simulation } from '../support/simulation.ts';
import type { Heard } from './heard.ts';

/** Messages that hold an item which is no valid request: each is told of once. */
export const untoldRejections = (sim: Simulation, { all }: Heard): readonly string[] => {
  const sent = sim.asks.filter(({ isBesidePoison }) => isBesidePoison);
  const due = sent.filter(({ state }) => state === 'accepted').length;
  const told = all.filter((event) => shortType(event) === 'Request:Rejected').length;
  const isWrong = told < due || told > sent.length;
  return sent.length > 0 && isWrong
    ? [`${told} of ${due} messages with an invalid item were rejected`]
    : [];
};

/** Errors that an HTTP caller has read, and that were announced all the same. */
export const toldTwice = (sim: Simulation, heard: Heard): readonly string[] =>
  sim.asks.flatMap(({ requestId, action, state, via, isAsync, answers }) => {
    if (state !== 'answered' || via !== 'http' || isAsync || answers.length !== 1) return [];
    // Only one run knew of it: what a run that died has handed on goes its own way.
    const runs = sim.platform.runs.filter(
      ({ kind, requestIds }) => kind !== 'deliver' && requestIds.includes(requestId),
    );
    return runs.length > 1
      ? []
      : heard
          .of(requestId, 'Failed')
          .filter((event) => actionOf(event) === action)
          .map(({ id }) => `${id} announces what the caller of ${requestId} has read`);
  });

/** Connections that are to be accepted without a person, wait on, and nobody says why. */
export const unaccepted = (sim: Simulation, heard: Heard): readonly string[] =>
  [...sim.truth.lives.values()].flatMap(({ instanceId, connection }) => {
    const tags = connection.tags.get(OWN);
    const isAuto = /;accept=auto;/.test(tags?.get('peerflow:options') ?? '');
    if (connection.status !== 'Accepting' || !isAuto || !tags?.has('peerflow:request')) return [];
    const isTold = [
      ...heard.about(instanceId, 'Accepting', 'Expiring', 'Failed'),
      ...heard.about(instanceId, 'Adopted'),
    ].some((event) => shortType(event) === 'Failed' || hasFinding(event, 'AcceptByHand'));
    // A known price: one id for two bodies, the first of which was adopted while tags could not be written.
    const maker = tags.get('peerflow:request');
    const bodies = sim.asks
      .filter(({ action, requestId }) => action === 'create' && requestId === maker)
      .map(({ body }) => JSON.stringify(body));
    if (new Set(bodies).size > 1) return [];
    const hasRole = accepterRoleIn(sim.settings, connection.acceptingOwnerUid) !== undefined;
    return isTold
      ? []
      : [`${instanceId} waits for an accept (role: ${hasRole}) and nobody says why`];
  });

/** Connections of ours that are to be accepted without a person. */
const madeForAuto = (sim: Simulation): readonly CloudCall[] =>
  sim.record.calls.filter(
    ({ action, params }) =>
      action === 'CreateVpcPeerConnection' &&
      params.DryRun !== 'true' &&
      Object.values(params).some((each) => each.includes(';accept=auto;')),
  );

/** Whose request tag somebody took away belongs to whoever adopts it next, who may want a person to accept. */
const hasOtherWishes = (sim: Simulation, instanceId: string): boolean =>
  ['options', 'request'].some((name) => sim.people.did(`tag:peerflow:${name}`, instanceId));

/** Accepts that Peerflow was to make, with no role to make them by at any time, and `Accepting` does not say so. */
export const untoldRoles = (sim: Simulation, heard: Heard): readonly string[] =>
  madeForAuto(sim).flatMap(({ answer, params }) => {
    const instanceId = String(answer.InstanceId);
    const account = params.AcceptingAliUid ?? OWN;
    const hadRole = [sim.firstSettings, ...sim.deployed.map(({ settings }) => settings)].some(
      (each) => accepterRoleIn(each, account) !== undefined,
    );
    if (account === OWN || hadRole || hasOtherWishes(sim, instanceId)) return [];
    return heard
      .about(instanceId, 'Accepting', 'Expiring')
      .filter((event) => !hasFinding(event, 'AcceptByHand'))
      .map(({ id }) => `${id} does not say that a person has to accept: no role serves ${account}`);
  });
