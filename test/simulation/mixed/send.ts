import { h } from '../../../lib/peering/hash.ts';
import type { Ask } from '../support/asks.ts';
import { SECOND, type Simulation } from '../support/simulation.ts';
import type { HttpAsk, Sources } from '../support/sources.ts';
import { pairOf } from '../support/truth.ts';
import { type AskPlan, endsOf } from './plan.ts';

const LOOKS_FOR_MS = 600 * SECOND;

/** A request with everything that goes out, so that it can be sent again unchanged. */
interface Letter {
  readonly plan: AskPlan;
  readonly ask: Ask;
  readonly body: Readonly<Record<string, unknown>>;
  readonly call: HttpAsk;
}

const createBody = (plan: AskPlan) => {
  const [one, other] = endsOf(plan);
  return {
    regionId: one.regionId,
    vpcId: one.vpcId,
    acceptingRegionId: other.regionId,
    acceptingVpcId: other.vpcId,
    acceptingAliUid: other.accountId,
    ...plan.more,
  };
};

/** What is `undefined` is left out. */
const bodyOf = (plan: AskPlan, instanceId: string | undefined) => {
  const fields = plan.action === 'create' ? createBody(plan) : { instanceId, ...plan.more };
  const all = { ...fields, ...(plan.isDry ? { dryRun: true } : {}) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};

/** What a request without an id is known by. */
const impliedId = (body: Readonly<Record<string, unknown>>, plan: AskPlan): string => {
  if (plan.action !== 'create') return `${plan.action}-${h(plan.action, String(body.instanceId))}`;
  const { regionId, vpcId, acceptingRegionId, acceptingVpcId } = createBody(plan);
  return `pair-${h(regionId, vpcId, acceptingRegionId, acceptingVpcId)}`;
};

/** The id that a request brings. */
const keyOf = ({ id, reuses }: AskPlan): string => reuses ?? id;

const requestIdOf = (body: Readonly<Record<string, unknown>>, plan: AskPlan): string => {
  if (plan.door === 'timed') return impliedId(body, plan);
  if (plan.writing === 'unnamed') return `B-${plan.id}-1`;
  return plan.door === 'derived' ? `M-${plan.id}` : keyOf(plan);
};

const callOf = (plan: AskPlan, body: Readonly<Record<string, unknown>>): HttpAsk => {
  const isAsync = plan.door === 'http-async';
  const { instanceId, force, dryRun, ...rest } = body;
  const path = `/peerings/${String(instanceId)}`;
  const key = plan.writing === 'quoted' ? `"${keyOf(plan)}"` : keyOf(plan);
  const common = { key, isAsync, ifMatch: plan.ifMatch };
  switch (plan.action) {
    case 'create':
      return { method: 'POST', path: '/peerings', body, ...common };
    case 'modify':
      return { method: 'PATCH', path, body: dryRun ? { ...rest, dryRun } : rest, ...common };
    case 'delete':
      return {
        method: 'DELETE',
        path,
        query: { ...(force ? { force: 'true' } : {}), ...(dryRun ? { dryRun: 'true' } : {}) },
        ...common,
      };
    default:
      return {
        method: 'POST',
        path: `${path}/${plan.action}`,
        ...(dryRun ? { body: { dryRun } } : {}),
        ...common,
      };
  }
};

/** Doors of the queue: a message says when it arrived. */
const MESSAGES: ReadonlySet<string> = new Set(['message', 'derived', 'batch']);

/** Doors whose callers say which trace they belong to. */
const traceOf = ({ id, door }: AskPlan): string | undefined =>
  door === 'direct' || door === 'timed' ? undefined : `00-${h(id)}${h(id, door)}-${h(door, id)}-01`;

const viaOf = (door: AskPlan['door']): string => {
  if (MESSAGES.has(door)) return 'smq:peerflow-requests';
  return door === 'timed' ? 'timer' : door === 'direct' ? 'direct' : 'http';
};

const letterOf = (sim: Simulation, plan: AskPlan, instanceId: string | undefined): Letter => {
  const body = bodyOf(plan, instanceId);
  const [one, other] = endsOf(plan);
  const now = sim.time.now();
  const trace = traceOf(plan);
  const ask: Ask = {
    requestId: requestIdOf(body, plan),
    action: plan.action,
    ...(instanceId === undefined ? { pair: pairOf(one.vpcId, other.vpcId) } : { instanceId }),
    body,
    sentAt: now,
    lastSentAt: now,
    state: 'sent',
    ...(MESSAGES.has(plan.door) ? { arrivals: [] } : {}),
    isBesidePoison: plan.door === 'batch',
    isAsync: plan.door === 'http-async',
    ...(trace === undefined ? {} : { traceparent: trace }),
    via: viaOf(plan.door),
    ...(plan.ifMatch === undefined ? {} : { ifMatch: plan.ifMatch }),
    ...(plan.reuses === undefined || plan.isDry ? {} : { isReuse: true }),
    ...(plan.isDry ? { isDry: true } : {}),
    answers: [],
    later: [],
  };
  return { plan, ask, body, call: { ...callOf(plan, body), traceparent: trace } };
};

/** A trigger that never gives a message up. */
const MANY = 100;
/** What is no valid request; it says who sends it all the same. */
const poisonOf = ({ id }: AskPlan) => ({ action: 'create', regionId: 42, requestId: `P-${id}` });

/** An event of somebody else that holds a request. */
const wrapped = (data: Readonly<Record<string, unknown>>) => ({
  specversion: '1.0',
  id: 'order-1',
  source: 'crm',
  type: 'crm:Order',
  datacontenttype: 'application/json',
  data,
});

const post = (sources: Sources, { plan, ask, body, call }: Letter): void => {
  const action = plan.action === 'create' ? {} : { action: plan.action };
  const named = { ...body, ...action, requestId: keyOf(plan) };
  const times = plan.deliveries ?? MANY;
  switch (plan.door) {
    case 'message':
      void sources.message(plan.writing === 'wrapped' ? wrapped(named) : named, {
        messageId: `T-${plan.id}`,
        asks: [ask],
        times,
      });
      break;
    case 'derived':
      void sources.message(
        { ...body, ...action },
        { messageId: ask.requestId, asks: [ask], times },
      );
      break;
    case 'batch':
      void sources.message(
        [poisonOf(plan), plan.writing === 'unnamed' ? { ...body, ...action } : named],
        {
          messageId: `B-${plan.id}`,
          asks: [ask],
          times,
        },
      );
      break;
    case 'http':
    case 'http-async':
      void sources.caller(call, ask, plan.patience ?? 3);
      break;
    case 'direct':
      sources.direct(named, [ask]);
      break;
    case 'timed':
      sources.timed({ ...body, ...action }, [ask]);
  }
};

/** Sends a letter once more, as a trigger or an impatient caller does; what is known of it stays. */
const repeat = (sim: Simulation, letter: Letter): void => {
  Object.assign(letter.ask, { lastSentAt: sim.time.now(), isRepeated: true });
  const { state } = letter.ask;
  const { later: answers = [] } = letter.ask;
  const shadow = { ...letter.ask, answers };
  post(sim.sources, { ...letter, ask: shadow });
  letter.ask.state = state;
};

/** The letters of a plan, as far as they went out. */
export interface Letters {
  /** Has the letter of a request come once more at a moment, if it ever went out. */
  readonly sendAgain: (id: string, at: number) => void;
}

const sendAt = (sim: Simulation, letter: Letter, at: number): void =>
  sim.time.after(Math.max(0, at - sim.time.now()), () => repeat(sim, letter));

type OnSent = (letter: Letter) => void;

const start = (
  sim: Simulation,
  plan: AskPlan,
  instanceId: string | undefined,
  onSent: OnSent,
): void => {
  const letter = letterOf(sim, plan, instanceId);
  (plan.isDry ? sim.dryAsks : sim.asks).push(letter.ask);
  post(sim.sources, letter);
  for (const at of plan.again ?? []) sendAt(sim, letter, sim.time.start + at);
  onSent(letter);
};

/** An action is about the connection that its pair has; while it has none, nobody can ask for it. */
const startWhenThere = (sim: Simulation, plan: AskPlan, giveUpAt: number, onSent: OnSent): void => {
  const [one, other] = endsOf(plan);
  const life = sim.truth.current(pairOf(one.vpcId, other.vpcId));
  if (life) start(sim, plan, life.instanceId, onSent);
  else if (sim.time.now() < giveUpAt)
    sim.time.after(5 * SECOND, () => startWhenThere(sim, plan, giveUpAt, onSent));
};

/** Has requests sent at their times. */
export const schedule = (sim: Simulation, asks: readonly AskPlan[]): Letters => {
  const letters = new Map<string, Letter>();
  const onSent: OnSent = (letter) => letters.set(letter.plan.id, letter);
  for (const plan of asks)
    sim.time.after(plan.at, () => {
      if (plan.action === 'create') start(sim, plan, undefined, onSent);
      else startWhenThere(sim, plan, sim.time.now() + LOOKS_FOR_MS, onSent);
    });
  return {
    sendAgain: (id, at) => {
      const letter = letters.get(id);
      if (letter) sendAt(sim, letter, at);
    },
  };
};
