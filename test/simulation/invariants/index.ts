import type { Simulation } from '../support/simulation.ts';
import { faultsOfAdoptions } from './adoptions.ts';
import { adoptedAsMade, otherThanAsked } from './asked.ts';
import { faultsOfBounds } from './bounds.ts';
import { faultsOfBreakers } from './breakers.ts';
import { faultsOfCalls, watchTasks } from './calls.ts';
import { faultsOfChains, impatientWatches } from './chains.ts';
import { faultsOfChecks } from './checks.ts';
import { misread } from './codes.ts';
import { faultsOfContents } from './contents.ts';
import { faultsOfDryRuns } from './dry-runs.ts';
import { checkEventsAtEnd, watchEvents } from './events.ts';
import { untrueFailures } from './failures.ts';
import { type Heard, heardBy } from './heard.ts';
import { daylong, repeatedRoutes, wrongIds } from './ids.ts';
import { faultsOfLife, unheardEnds } from './life.ts';
import { takenForRequests } from './loops.ts';
import { earlyUpdates, writtenAgain } from './modifies.ts';
import { sharedNames } from './names.ts';
import { faultsOfPairs } from './pairs.ts';
import {
  adoptedForbidden,
  deniedUnasked,
  forbidden,
  readsForbidden,
  waitingForPolicy,
} from './policy.ts';
import { toldTwice, unaccepted, untoldRejections, untoldRoles } from './promised.ts';
import { faultsOfRedrives } from './redrives.ts';
import { faultsOfRemovals } from './removals.ts';
import { wronglyRepaired } from './repairs.ts';
import { faultOf } from './requests.ts';
import {
  faultsOfRoutes,
  forgottenWishes,
  inUnusedTables,
  unnamedRemovals,
  unreadyRoutes,
  watchRoutes,
} from './routes.ts';
import {
  askedAgain,
  faultsAtSinks,
  givenUpUnasked,
  leftAlone,
  overdueAtSinks,
  parkedEarly,
  unaskedWhenDue,
} from './sinks.ts';
import { overlookingSweeps } from './sweeps.ts';
import { wrongLanguage } from './texts.ts';
import { foreignTraces, lostTraces, wrongDoors } from './traces.ts';
import { faultsOfWaits } from './waits.ts';

/** Holds everything that happens from now on against what must never happen. */
export const watchOver = (sim: Simulation): void => {
  watchEvents(sim);
  watchRoutes(sim);
  watchTasks(sim);
};

type Check = (sim: Simulation, heard: Heard) => readonly string[];

const DUE = /"due":(\d+)/;

/** A failed task that was redriven comes up to an hour later. */
const isRedriveToCome =
  (sim: Simulation) =>
  ({ payload }: { readonly payload: string }): boolean =>
    payload.includes('"redriven":') &&
    payload.includes('"step":0,') &&
    Number(DUE.exec(payload)?.[1] ?? 0) > sim.time.now();

/** What is still to come: requests without an end, sinks that lack an event, routes that are not there. */
const ENDS: readonly Check[] = [
  (sim, heard) => sim.asks.flatMap((ask) => faultOf(sim, heard, ask) ?? []),
  faultsAtSinks,
  faultsOfRoutes,
  unaccepted,
  untoldRejections,
  unheardEnds,
  (sim) => sim.smq.bodies('peerflow-failed').map(() => 'a failed task waits for its redrive'),
  (sim) => sim.record.tasks.filter(isRedriveToCome(sim)).map(({ id }) => `${id} is to come yet`),
];

/** Whether nothing is to come any more; asked often, so that it stops at the first thing that is. */
export const isAtEnd = (sim: Simulation): boolean => {
  const heard = heardBy(sim);
  sim.world.settle();
  return ENDS.every((check) => check(sim, heard).length === 0);
};

/** What has to hold once a run is over. */
const CHECKS: readonly Check[] = [
  ...ENDS,
  faultsOfCalls,
  faultsOfPairs,
  faultsOfDryRuns,
  otherThanAsked,
  adoptedAsMade,
  (sim, { all }) => wrongLanguage(sim, all),
  unreadyRoutes,
  wronglyRepaired,
  forgottenWishes,
  inUnusedTables,
  unnamedRemovals,
  forbidden,
  readsForbidden,
  waitingForPolicy,
  deniedUnasked,
  adoptedForbidden,
  faultsOfLife,
  faultsOfAdoptions,
  untrueFailures,
  faultsOfRemovals,
  lostTraces,
  foreignTraces,
  wrongDoors,
  faultsOfContents,
  toldTwice,
  untoldRoles,
  takenForRequests,
  (sim, { all }) => wrongIds(sim, all),
  (_, { all }) => repeatedRoutes(all),
  daylong,
  faultsOfBounds,
  faultsOfWaits,
  faultsOfChecks,
  faultsOfRedrives,
  overlookingSweeps,
  faultsOfChains,
  impatientWatches,
  sharedNames,
  parkedEarly,
  leftAlone,
  askedAgain,
  faultsOfBreakers,
  overdueAtSinks,
  unaskedWhenDue,
  givenUpUnasked,
  earlyUpdates,
  writtenAgain,
  misread,
];

/** Everything that is wrong with a run that is over. */
export const faultsOf = (sim: Simulation): readonly string[] => {
  checkEventsAtEnd(sim);
  const heard = heardBy(sim);
  sim.world.settle();
  const runaway = sim.platform.isRunaway ? ['invocations without end'] : [];
  const faults = CHECKS.flatMap((check) => check(sim, heard));
  return [...new Set([...sim.record.broken, ...runaway, ...faults])];
};
