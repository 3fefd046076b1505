import { heardBy } from '../invariants/heard.ts';
import type { Ask } from '../support/asks.ts';
import { instanceOf, shortType } from '../support/record.ts';
import { HOUR, OWN, type Simulation } from '../support/simulation.ts';
import { pairOf } from '../support/truth.ts';
import { type AskPlan, endsOf, PAIRS, type Plan } from './plan.ts';

/** The same requests and the same people on a day on which nothing goes wrong. */
export const calmTwin = ({ badDeployment: _, crowd: __, ...plan }: Plan): Plan => ({
  ...plan,
  platform: {},
  rules: [],
});

const isAlike = (one: AskPlan, other: AskPlan): boolean =>
  one.isReversed === other.isReversed && JSON.stringify(one.more) === JSON.stringify(other.more);

/**
 * Pairs whose end does not depend on who comes first: alike creates, and one modify of the name at most. Nobody
 * else touches the pair, no other configuration is deployed, and nothing is said again after days.
 */
const comparablePairs = (plan: Plan): readonly number[] => {
  // What never ends is there in the end.
  const isLasting = plan.rules.some(({ to }) => to === Number.POSITIVE_INFINITY);
  if (isLasting || plan.configurations?.length) return [];
  return [...PAIRS.keys()].filter((pair) => {
    const asks = plan.asks.filter((ask) => ask.pair === pair && !ask.isDry);
    const creates = asks.filter(({ action }) => action === 'create');
    const [first] = creates;
    const others = asks.filter(({ action }) => action !== 'create');
    return (
      first !== undefined &&
      creates.every((each) => isAlike(each, first)) &&
      others.length <= 1 &&
      others.every(({ action, more }) => action === 'modify' && more?.name !== undefined) &&
      asks.every(({ daysLater }) => daysLater === undefined) &&
      plan.deeds.every((deed) => deed.pair !== pair)
    );
  });
};

const isAbout = (ask: Ask, pair: string, sim: Simulation): boolean =>
  ask.pair === pair || sim.truth.lives.get(ask.instanceId ?? '')?.pair === pair;

const asksAbout = (sim: Simulation, pair: string): readonly Ask[] =>
  sim.asks.filter((ask) => isAbout(ask, pair, sim));

/** Routes that a check an hour later makes good: what is out for hours leaves some in the end. */
const isPartial = (sim: Simulation, pair: string): boolean => {
  const instanceId = sim.truth.current(pair)?.instanceId;
  const told = sim.record.deliveries.filter(
    ({ event }) => instanceOf(event) === instanceId && shortType(event).startsWith('Routes:'),
  );
  return told.length > 0 && told.every(({ event }) => shortType(event) === 'Routes:Partial');
};

/** Whether everybody who asked about a pair was told that it will be done, and it was. */
const isFulfilled = (sim: Simulation, pair: string): boolean => {
  const those = asksAbout(sim, pair);
  const failed = heardBy(sim).all.filter((event) =>
    ['Failed', 'Routes:Failed'].includes(shortType(event)),
  );
  return (
    those.length > 0 &&
    !isPartial(sim, pair) &&
    those.every(
      ({ state, requestId }) =>
        state === 'accepted' && !failed.some((event) => JSON.stringify(event).includes(requestId)),
    )
  );
};

/**
 * What nobody accepts expires at its deadline, and the two runs end at different moments: trouble makes a connection
 * later, or its run last longer. That the end of one that expired is told is checked in each run by itself.
 */
const apartFromTime = (word: string): string => (word === 'Expired' ? 'Accepting' : word);

/** Where a pair stands in the end: the cloud, what is wanted, the routes, and what was announced. */
const endStateOf = (sim: Simulation, pair: string): string => {
  sim.world.settle();
  const life = sim.truth.current(pair);
  if (!life) return 'no connection';
  const { connection, instanceId } = life;
  const routes = [connection.vpcId, connection.acceptingVpcId].flatMap((vpcId) =>
    sim.world.network
      .routeEntries(vpcId)
      .filter(({ nextHops }) => nextHops.some(({ nextHopId }) => nextHopId === instanceId))
      .map(({ destinationCidrBlock, status }) => `${vpcId} ${destinationCidrBlock} ${status}`),
  );
  const facts = heardBy(sim)
    .all.filter((event) => instanceOf(event) === instanceId)
    .map(shortType)
    .filter((type) => type === connection.status || type === 'Routes:Ready')
    .map(apartFromTime);
  return JSON.stringify({
    status: apartFromTime(connection.status),
    name: connection.name,
    wanted: /^routes=[a-z]+/.exec(connection.tags.get(OWN)?.get('peerflow:options') ?? '')?.[0],
    routes: routes.sort(),
    facts: [...new Set(facts)].sort(),
  });
};

/**
 * Trouble that outlasts the deadline of an accept lets a connection expire that is accepted on a calm day: its own, or
 * the hour until an accept that failed twice comes back.
 */
const hasExpired = ({ faultsForMs, timings }: Plan, sim: Simulation, pair: string): boolean => {
  const { instanceId = '', connection } = sim.truth.current(pair) ?? {};
  const isRedriven = sim.record.tasks.some(
    ({ payload }) =>
      payload.includes('"peerflow":"accept"') &&
      payload.includes('"redriven":2') &&
      payload.includes(`"${instanceId}"`),
  );
  const troubledForMs = faultsForMs + (isRedriven ? HOUR : 0);
  return (
    troubledForMs > (timings.acceptWithinMs ?? Number.POSITIVE_INFINITY) &&
    connection?.status === 'Expired'
  );
};

/** Pairs that are to be compared at all: without any the twin need not run. */
export const isComparable = (plan: Plan): boolean => comparablePairs(plan).length > 0;

/** Where a run ended otherwise than its calm twin, of pairs whose end depends on nothing else. */
export const differencesFrom = (plan: Plan, sim: Simulation, twin: Simulation): readonly string[] =>
  comparablePairs(plan).flatMap((index) => {
    const [one, other] = endsOf({ pair: index });
    const pair = pairOf(one.vpcId, other.vpcId);
    // Nobody asks about a connection that is not there yet: on a bad day some never do.
    if (asksAbout(sim, pair).length !== asksAbout(twin, pair).length) return [];
    if (hasExpired(plan, sim, pair)) return [];
    if (!isFulfilled(sim, pair) || !isFulfilled(twin, pair)) return [];
    const [here, there] = [endStateOf(sim, pair), endStateOf(twin, pair)];
    return here === there ? [] : [`${pair} ended as ${here}, and on a calm day as ${there}`];
  });
