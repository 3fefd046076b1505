import type { Ask } from '../support/asks.ts';
import { requestIdOf, shortType } from '../support/record.ts';
import { MINUTE, type Simulation } from '../support/simulation.ts';
import { isLive } from '../support/truth.ts';
import type { Heard } from './heard.ts';

/** A dry run that shares its id with the request that it is about: what is announced is about that one. */
const isShared = (sim: Simulation, { requestId }: Ask): boolean =>
  sim.asks.some((each) => each.requestId === requestId);

const announced = (sim: Simulation, { all }: Heard): readonly string[] =>
  sim.dryAsks
    .filter((dry) => !isShared(sim, dry))
    .flatMap(({ requestId }) =>
      all
        .filter((event) => requestIdOf(event) === requestId)
        .map((event) => `the dry run ${requestId} was announced as ${shortType(event)}`),
    );

const carriedOut = (sim: Simulation): readonly string[] =>
  sim.dryAsks
    .filter((dry) => !isShared(sim, dry))
    .filter(({ requestId }) => [...sim.record.madeBy(requestId)].length > 0)
    .map(({ requestId }) => `the dry run ${requestId} made a connection`);

/** Whoever waits for an answer is told now: nothing tells of it later. */
const answeredOtherwise = (sim: Simulation): readonly string[] =>
  sim.dryAsks.flatMap(({ requestId, answers, isAsync }) =>
    answers
      .filter(() => !isAsync)
      .filter(({ status, body: text }) => status < 400 && !text.includes('"dryRun":true'))
      .map(({ status }) => `the dry run ${requestId} was answered ${status}`),
  );

/** Long enough for a look to find what a list shows. */
const SHOWN_MS = MINUTE;

/** A request for a pair that is connected adopts: whoever asks beforehand is not told that the pair is in the way. */
const inTheWay = (sim: Simulation): readonly string[] =>
  sim.dryAsks.flatMap(({ requestId, action, pair = '', sentAt, answers }) => {
    if (action !== 'create') return [];
    const isStanding = sim.truth
      .ofPair(pair)
      .some(
        ({ steps }) =>
          (steps[0]?.at ?? 0) + sim.listLagMs + SHOWN_MS < sentAt &&
          steps.every(({ status }) => isLive(status)),
      );
    return answers
      .filter(({ body }) => isStanding && body.includes('"code":"ResourceAlreadyExist.VpcPeer"'))
      .map(() => `the dry run ${requestId} fails over the connection that it would adopt`);
  });

/** The service takes a token for the same call, whatever it was tried for: a dry run has one of its own. */
const sharedTokens = (sim: Simulation): readonly string[] => {
  const own = new Set([...sim.asks, ...sim.dryAsks].map(({ body }) => body.clientToken));
  const calls = [...sim.record.calls, ...sim.record.refused];
  const dry = new Map(
    calls
      .filter(({ params }) => params.DryRun === 'true' && params.ClientToken !== undefined)
      .map(({ params, action }) => [params.ClientToken, action]),
  );
  return calls
    .filter(({ params }) => params.DryRun !== 'true' && dry.has(params.ClientToken))
    .filter(({ params }) => !own.has(params.ClientToken))
    .map(({ action }) => `${action} came with the token of its dry run`);
};

/** A dry run asks, and neither changes nor announces anything. */
export const faultsOfDryRuns = (sim: Simulation, heard: Heard): readonly string[] => [
  ...announced(sim, heard),
  ...carriedOut(sim),
  ...answeredOtherwise(sim),
  ...inTheWay(sim),
  ...sharedTokens(sim),
  ...sim.dryAsks
    .filter(({ state }) => state === 'sent')
    .map(({ requestId }) => `the dry run ${requestId} was never taken`),
];
