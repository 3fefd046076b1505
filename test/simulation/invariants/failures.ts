import { failureCodeOf, instanceOf, requestIdOf, shortType } from '../support/record.ts';
import { SECOND, type Simulation } from '../support/simulation.ts';
import { isLive, type Life } from '../support/truth.ts';
import type { Heard } from './heard.ts';
import { madeBy } from './made.ts';

/** Long enough for a list to show a connection; what no list can be asked about is not known to be gone. */
const SHOWN_MS = 20 * SECOND;

/** Whether a connection stood at a moment, and had stood for so long that it could be seen. */
const stoodAt = (sim: Simulation, { steps }: Life, at: number): boolean => {
  const bornAt = steps[0]?.at ?? Number.POSITIVE_INFINITY;
  return (
    bornAt + sim.listLagMs + SHOWN_MS < at &&
    steps.filter((step) => step.at <= at).every(({ status }) => isLive(status))
  );
};

/** Codes that say that a connection is not there. */
const ABSENT: ReadonlySet<string> = new Set(['ConnectionGone', 'NotFound']);

/** Requests that fail since their connection is not there, although it stands. */
const absentThough = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    const code = failureCodeOf(event) ?? '';
    const life = sim.truth.lives.get(instanceOf(event));
    const decidedAt = sim.record.announced.get(event.id)?.at ?? 0;
    return shortType(event) === 'Failed' &&
      ABSENT.has(code) &&
      life &&
      stoodAt(sim, life, decidedAt)
      ? [`${event.id} (${code}) although ${life.instanceId} stands`]
      : [];
  });

/** The same of callers who read it. */
const answeredThough = (sim: Simulation): readonly string[] =>
  sim.asks.flatMap(({ requestId, instanceId = '', answers }) => {
    const life = sim.truth.lives.get(instanceId);
    return answers
      .filter(({ status, at }) => status === 404 && life && stoodAt(sim, life, at))
      .map(() => `${requestId} was answered 404 although ${instanceId} stands`);
  });

const REFUSED = ['Rejected', 'Expired'] as const;

/** Requests that fail since a connection of their pair was refused, where none was. */
const refusedThough = (sim: Simulation, { all }: Heard): readonly string[] =>
  all.flatMap((event) => {
    const ask = sim.asks.find(({ requestId }) => requestId === requestIdOf(event));
    if (failureCodeOf(event) !== 'PairRefused' || ask?.pair === undefined) return [];
    const isRefused = sim.truth
      .ofPair(ask.pair)
      .some(({ instanceId }) => sim.truth.hasBeen(instanceId, ...REFUSED));
    return isRefused ? [] : [`${event.id} although nothing of ${ask.pair} was refused`];
  });

const OVER = /"status":"(?:Rejected|Expired|Deleting|Deleted)"/;

const INSTANCE = /"instanceId":"(pcc-[a-z0-9]+)"/;

/** Whether the connection of an answer was over before its caller asked: it may end between the call and the answer. */
const isLongOver = (sim: Simulation, body: string, at: number): boolean =>
  sim.truth
    .life(INSTANCE.exec(body)?.[1] ?? '')
    ?.steps.some((step) => !isLive(step.status) && step.at + SHOWN_MS < at) ?? false;

/** A create that comes again before a list shows what it made is answered by the cloud itself, under its token. */
const isReplayed = (sim: Simulation, requestId: string, body: string, at: number): boolean =>
  madeBy(sim, requestId).some(
    ({ instanceId, steps }) =>
      instanceId === INSTANCE.exec(body)?.[1] &&
      (steps[0]?.at ?? 0) + sim.listLagMs + SHOWN_MS >= at,
  );

/** Callers who ask for a connection and are told that they have one which is over. */
const acceptedThough = (sim: Simulation): readonly string[] =>
  sim.asks.flatMap(({ requestId, action, answers, later = [] }) =>
    [...answers, ...later]
      .filter(({ status, body }) => action === 'create' && status === 202 && OVER.test(body))
      .filter(({ body, at }) => isLongOver(sim, body, at) && !isReplayed(sim, requestId, body, at))
      .map(({ body }) => `${requestId} was accepted with ${OVER.exec(body)?.[0]}`),
  );

/** Failures, and answers, that name a fact of the cloud which is none. */
export const untrueFailures = (sim: Simulation, heard: Heard): readonly string[] => [
  ...absentThough(sim, heard),
  ...answeredThough(sim),
  ...acceptedThough(sim),
  ...refusedThough(sim, heard),
];
