import type { Simulation } from '../support/simulation.ts';
import { adoptedAsMade, otherThanAsked } from './asked.ts';
import { faultsOfBounds } from './bounds.ts';
import { faultsOfCalls, watchTasks } from './calls.ts';
import { faultsOfChains } from './chains.ts';
import { checkEventsAtEnd, watchEvents } from './events.ts';
import { repeatedRoutes, wrongIds } from './ids.ts';
import { faultsOfLife } from './life.ts';
import { sharedNames } from './names.ts';
import { forbidden, waitingForPolicy } from './policy.ts';
import { unaccepted, untoldRejections } from './promised.ts';
import { faultsOfRemovals } from './removals.ts';
import { faultOf, heardBy } from './requests.ts';
import { faultsOfRoutes, forgottenWishes, unreadyRoutes, watchRoutes } from './routes.ts';
import { askedAgain, faultsAtSinks, leftAlone, parkedEarly } from './sinks.ts';
import { wrongLanguage } from './texts.ts';
import { lostTraces, wrongDoors } from './traces.ts';
import { faultsOfWaits } from './waits.ts';

/** Holds everything that happens from now on against what must never happen. */
export const watchOver = (sim: Simulation): void => {
  watchEvents(sim);
  watchRoutes(sim);
  watchTasks(sim);
};

/** What is still to come: requests without an end, sinks that lack an event, routes that are not there. */
export const openEnds = (sim: Simulation): readonly string[] => {
  const heard = heardBy(sim);
  sim.world.settle();
  return [
    ...sim.asks.flatMap((ask) => faultOf(sim, heard, ask) ?? []),
    ...faultsAtSinks(sim, heard),
    ...faultsOfRoutes(sim, heard),
    ...unaccepted(sim, heard),
    ...untoldRejections(sim, heard),
    ...sim.smq.bodies('peerflow-failed').map(() => 'a failed task waits for its redrive'),
  ];
};

/** Everything that is wrong with a run that is over. */
export const faultsOf = (sim: Simulation): readonly string[] => {
  checkEventsAtEnd(sim);
  const all = [
    ...sim.record.broken,
    ...(sim.platform.isRunaway ? ['invocations without end'] : []),
    ...openEnds(sim),
    ...faultsOfCalls(sim, heardBy(sim)),
    ...otherThanAsked(sim),
    ...adoptedAsMade(sim),
    ...wrongLanguage(sim, heardBy(sim).all),
    ...unreadyRoutes(sim, heardBy(sim)),
    ...forgottenWishes(sim, heardBy(sim)),
    ...forbidden(sim),
    ...waitingForPolicy(sim),
    ...faultsOfLife(sim, heardBy(sim)),
    ...faultsOfRemovals(sim, heardBy(sim)),
    ...lostTraces(sim),
    ...wrongDoors(sim),
    ...wrongIds(sim, heardBy(sim).all),
    ...repeatedRoutes(heardBy(sim).all),
    ...faultsOfBounds(sim, heardBy(sim)),
    ...faultsOfWaits(sim, heardBy(sim)),
    ...faultsOfChains(sim, heardBy(sim)),
    ...sharedNames(sim),
    ...parkedEarly(sim),
    ...leftAlone(sim),
    ...askedAgain(sim),
  ];
  return [...new Set(all)];
};
