import { expect } from 'vitest';
import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import { faultsOf, watchOver } from '../invariants/index.ts';
import type { Ask } from './asks.ts';
import { instanceOf, requestIdOf, shortType } from './record.ts';
import {
  MINUTE,
  OTHER,
  OWN,
  REGION,
  type Simulation,
  type SimulationOptions,
  simulate,
} from './simulation.ts';
import { pairOf } from './truth.ts';

type Body = Readonly<Record<string, unknown>>;

const vpc = (id: string, index: number, ownerId = OWN) => ({
  id,
  regionId: REGION,
  ownerId,
  cidrBlock: `${10 + Math.floor(index / 256)}.${index % 256}.0.0/16`,
  vSwitches: [
    {
      id: `vsw-${id.slice(4)}`,
      cidrBlock: `${10 + Math.floor(index / 256)}.${index % 256}.1.0/24`,
    },
  ],
});

/** So many VPCs of ours, and one of a partner. */
export const fleet = (count: number) => [
  ...Array.from({ length: count }, (_, index) => vpc(`vpc-${index}`, index)),
  vpc('vpc-partner', count, OTHER),
];

/** A simulation of `count` VPCs that is held against everything that must never happen. */
export const scene = (options: Partial<SimulationOptions> = {}, count = 4): Simulation => {
  const sim = simulate({ vpcs: fleet(count), ...options });
  watchOver(sim);
  return sim;
};

/** Two VPCs that nothing else is in the way of: 0 and 1, 2 and 3, and so on. */
export const couple = (index: number, more: Body = {}): Body => ({
  requestId: `couple-${index}`,
  regionId: REGION,
  vpcId: `vpc-${2 * index}`,
  acceptingVpcId: `vpc-${2 * index + 1}`,
  ...more,
});

/** The first VPC as a hub, and another one. */
export const spoke = (index: number, more: Body = {}): Body => ({
  requestId: `spoke-${index}`,
  regionId: REGION,
  vpcId: 'vpc-0',
  acceptingVpcId: `vpc-${index}`,
  ...more,
});

export const partner = (more: Body = {}): Body => ({
  requestId: 'partner',
  regionId: REGION,
  vpcId: 'vpc-0',
  acceptingVpcId: 'vpc-partner',
  acceptingAliUid: OTHER,
  ...more,
});

const ACTIONS = ['create', 'accept', 'reject', 'modify', 'delete'] as const;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const asked = (sim: Simulation, body: Body): Ask => {
  const action = ACTIONS.find((each) => each === body.action) ?? 'create';
  const now = sim.time.now();
  const ask: Ask = {
    requestId: String(body.requestId),
    action,
    ...(action === 'create'
      ? { pair: pairOf(String(body.vpcId), String(body.acceptingVpcId)) }
      : { instanceId: text(body.instanceId) }),
    body,
    sentAt: now,
    lastSentAt: now,
    state: 'sent',
    answers: [],
  };
  sim.asks.push(ask);
  return ask;
};

/** Sends a request through the queue; it comes again until an invocation succeeds. */
export const send = (sim: Simulation, body: Body, messageId?: string): Ask => {
  const ask = asked(sim, body);
  void sim.sources.message(body, { asks: [ask], ...(messageId ? { messageId } : {}) });
  return ask;
};

/** Sends several requests as one message. */
export const sendAll = (sim: Simulation, bodies: readonly Body[]): readonly Ask[] => {
  const asks = bodies.map((body) => asked(sim, body));
  void sim.sources.message(bodies, { asks });
  return asks;
};

/** An HTTP caller who asks up to `times` times. */
export const call = (
  sim: Simulation,
  method: string,
  path: string,
  { body = {}, key = 'key', times = 8, action = 'create', instanceId = '' } = {},
): Ask => {
  const about = { ...body, requestId: key, action, ...(instanceId ? { instanceId } : {}) };
  const ask = asked(sim, about);
  const hasBody = method === 'POST' || method === 'PATCH';
  void sim.sources.caller({ method, path, key, ...(hasBody ? { body } : {}) }, ask, times);
  return ask;
};

/** Nothing that must never happen has happened, and nothing is left open. */
export const expectSound = (sim: Simulation): void => {
  expect(faultsOf(sim)).toEqual([]);
};

/** Events of a type that a sink got, each once. */
export const heard = (sim: Simulation, type: string, sink?: string): readonly FollowUpEvent[] =>
  sim.sinks.events(sink).filter((event) => shortType(event) === type);

/** Request ids, or instance ids, of the events of a type. */
export const whoHeard = (sim: Simulation, type: string): readonly (string | undefined)[] =>
  heard(sim, type).map(requestIdOf);
export const aboutWhat = (sim: Simulation, type: string): readonly string[] =>
  heard(sim, type).map(instanceOf);

/** The connection of a pair that lives, or was the last. */
export const instanceFor = (sim: Simulation, body: Body): string =>
  sim.truth.current(pairOf(String(body.vpcId), String(body.acceptingVpcId)))?.instanceId ?? '';

/** Makes a connection and waits until it stands. */
export const activated = async (sim: Simulation, body: Body = couple(0)): Promise<string> => {
  send(sim, body);
  await sim.time.pass(MINUTE);
  const instanceId = instanceFor(sim, body);
  expect(sim.truth.statusOf(instanceId)).toBe('Activated');
  return instanceId;
};

/** A person does something to a connection; the cloud must take it. */
export const byHand = (
  sim: Simulation,
  action: string,
  instanceId: string,
  accountId = OWN,
  params: Readonly<Record<string, string>> = {},
): void => {
  const did = sim.people.on(accountId, `${action}VpcPeerConnection`, instanceId, params);
  expect(did, `${action} of ${instanceId} by hand`).toBe(true);
};

/** A request that a connection be deleted. */
export const remove = (instanceId: string, requestId = 'd') => ({
  action: 'delete',
  requestId,
  instanceId,
});

/** Entries of ours in the tables of the first couple. */
export const ourEntries = (sim: Simulation) =>
  ['vpc-0', 'vpc-1'].flatMap((vpcId) =>
    sim.world.network
      .routeEntries(vpcId)
      .filter(({ description }) => description.startsWith('peerflow ')),
  );
