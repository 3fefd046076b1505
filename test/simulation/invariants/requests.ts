import type { FollowUpEvent } from '../../../lib/peering/model/event.ts';
import type { Ask } from '../support/asks.ts';
import { actionOf, failureCodeOf, instanceOf, requestIdOf, shortType } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import type { Life } from '../support/truth.ts';
import { type Heard, heardBy } from './heard.ts';
import { deliveriesOf, madeBy } from './made.ts';
import { priceOf } from './prices.ts';

const OVER = ['Deleted', 'Rejected', 'Expired'] as const;

/** How a request ended: its facts, and its failures. */
export interface Ended {
  readonly facts: readonly FollowUpEvent[];
  readonly failures: readonly FollowUpEvent[];
  /** Of its values and its routes only one has its fact yet. */
  readonly isHalf?: boolean;
  /** It waits for a person, or its connection ended before it could take effect: no fact of its own is due. */
  readonly isExcused: boolean;
}

const failuresOf = (heard: Heard, { requestId, action }: Ask): readonly FollowUpEvent[] =>
  heard.of(requestId, 'Failed').filter((event) => actionOf(event) === action);

/**
 * Known prices: what others delete between two sweeps is told only if something still shows it, and whose tags
 * others take away is ours only to its watch.
 */
const isGoneUnseen = (sim: Simulation, made: readonly Life[]): boolean =>
  made.length > 0 &&
  made.every(
    ({ instanceId, connection }) =>
      sim.people.did('tag:peerflow:request', instanceId) ||
      (connection.status === 'Deleted' && sim.people.did('DeleteVpcPeerConnection', instanceId)),
  );

const endOfCreate = (sim: Simulation, heard: Heard, ask: Ask): Ended => {
  const made = madeBy(sim, ask.requestId);
  const adopted = heard.of(ask.requestId, 'Adopted');
  const mine = made.flatMap(({ instanceId }) => heard.about(instanceId, 'Activated', ...OVER));
  const waits = made.some(
    ({ instanceId, connection }) =>
      connection.status === 'Accepting' && heard.about(instanceId, 'Accepting').length > 0,
  );
  return {
    facts: [...mine, ...adopted],
    failures: failuresOf(heard, ask),
    isExcused: waits || isGoneUnseen(sim, made),
  };
};

const FACT_OF: Readonly<Partial<Record<Ask['action'], string>>> = {
  accept: 'Activated',
  reject: 'Rejected',
  delete: 'Deleted',
};

/** An id may come again with other values, and the pair have another connection by then: that is another request. */
const isAbout =
  (instanceId: string) =>
  (event: FollowUpEvent): boolean =>
    [instanceId, ''].includes(instanceOf(event));

const endOfChange = (sim: Simulation, heard: Heard, ask: Ask): Ended => {
  const instanceId = ask.instanceId ?? '';
  const failures = failuresOf(heard, ask).filter(isAbout(instanceId));
  if (ask.action === 'modify') {
    const own = heard.all.filter((event) => requestIdOf(event) === ask.requestId);
    const told = own.filter(isAbout(instanceId));
    const routes = told.filter((event) => shortType(event).startsWith('Routes:'));
    const updated = told.filter((event) => shortType(event) === 'Updated');
    // One that asks for values and for routes ends in both.
    const isOfBoth = ask.body.name !== undefined && ask.body.routes !== undefined;
    const isHalf = isOfBoth && (updated.length === 0 || routes.length === 0);
    const isExcused = heard.about(instanceId, ...OVER).length > 0;
    return { facts: [...updated, ...routes], isHalf, failures, isExcused };
  }
  const facts = heard.about(instanceId, FACT_OF[ask.action] ?? '');
  const isGone = OVER.some((status) => sim.truth.hasBeen(instanceId, status));
  return { facts, failures, isExcused: ask.action !== 'delete' && isGone };
};

export const endOf = (sim: Simulation, heard: Heard, ask: Ask): Ended =>
  ask.action === 'create' ? endOfCreate(sim, heard, ask) : endOfChange(sim, heard, ask);

const PERSONS: Readonly<Partial<Record<Ask['action'], string>>> = {
  accept: 'AcceptVpcPeerConnection',
  reject: 'RejectVpcPeerConnection',
  delete: 'DeleteVpcPeerConnection',
};

/** Another request or a person may have brought the fact about that this one asked for: then it is not its own. */
const hasOtherCause = (sim: Simulation, { action, instanceId = '', requestId }: Ask): boolean =>
  action !== 'create' &&
  (sim.people.did(PERSONS[action] ?? '', instanceId) ||
    sim.asks.some(
      (each) =>
        each.action === action && each.instanceId === instanceId && each.requestId !== requestId,
    ));

/** A `Failed` beside a fact, with the known price that it is. */
interface Contradiction {
  readonly fact: string;
  readonly code: string;
  readonly price: string | undefined;
}

const contradictions = (
  sim: Simulation,
  ask: Ask,
  { facts: [fact], failures }: Ended,
): readonly Contradiction[] =>
  fact === undefined || hasOtherCause(sim, ask)
    ? []
    : failures.map((event) => ({
        fact: fact.id,
        code: failureCodeOf(event) ?? '',
        price: priceOf(sim, ask, event),
      }));

const contradiction = (sim: Simulation, ask: Ask, ended: Ended): string | undefined => {
  const { fact, code } =
    contradictions(sim, ask, ended).find(({ price }) => price === undefined) ?? {};
  return fact && `${ask.action} ${ask.requestId} has a fact (${fact}) and a Failed (${code})`;
};

/** The known prices that the requests of a run paid. */
export const pricesPaid = (sim: Simulation): readonly string[] => {
  const heard = heardBy(sim);
  return sim.asks.flatMap((ask) =>
    contradictions(sim, ask, endOf(sim, heard, ask)).flatMap(({ price }) => price ?? []),
  );
};

/**
 * Consumers know a failure by its id: however often it is announced, there are no more ids of one code than times
 * that the request came in.
 */
const repeatedFailure = (sim: Simulation, ask: Ask, { failures }: Ended): string | undefined => {
  const byCode = new Map<string | undefined, number>();
  for (const event of failures)
    byCode.set(failureCodeOf(event), (byCode.get(failureCodeOf(event)) ?? 0) + 1);
  const most = Math.max(0, ...byCode.values());
  if (most < 2) return undefined;
  const deliveries = deliveriesOf(sim, ask.requestId);
  return most > deliveries
    ? `${ask.action} ${ask.requestId} came ${deliveries} times and failed ${most} times`
    : undefined;
};

/** What is wrong with a request; nothing if it ended as it should. */
export const faultOf = (sim: Simulation, heard: Heard, ask: Ask): string | undefined => {
  const ended = endOf(sim, heard, ask);
  const wrong = contradiction(sim, ask, ended);
  if (wrong) return wrong;
  const repeated = repeatedFailure(sim, ask, ended);
  if (repeated) return repeated;
  if (ask.state === 'sent') return `${ask.action} ${ask.requestId} was never taken`;
  if (ask.state !== 'accepted') return undefined;
  const isTold = ended.facts.length > 0 && !ended.isHalf;
  const isEnded = isTold || ended.failures.length > 0 || ended.isExcused;
  return isEnded ? undefined : `${ask.action} ${ask.requestId} was accepted and has no fact`;
};
