import { failureCodeOf, instanceOf, requestIdOf, shortType } from '../support/record.ts';
import { MINUTE, type Simulation } from '../support/simulation.ts';
import { isLive, type Life } from '../support/truth.ts';
import type { Heard } from './heard.ts';
import { madeBy } from './made.ts';

/** A second live connection of a pair, made by a run that could see the first in a list. */
const doubled = (sim: Simulation): readonly string[] => {
  const made = sim.record.calls.filter(
    ({ action, params }) => action === 'CreateVpcPeerConnection' && params.DryRun !== 'true',
  );
  return made.flatMap((call) => {
    const life = sim.truth.lives.get(String(call.answer.InstanceId));
    const bornAt = life?.steps[0]?.at ?? 0;
    if (!life || bornAt !== call.at) return [];
    const others = sim.truth.ofPair(life.pair).filter((other) => {
      const diedAt =
        other.steps.find(({ status }) => !isLive(status))?.at ?? Number.POSITIVE_INFINITY;
      const lookedAt = call.run?.lookedAt.get('ListVpcPeerConnections') ?? 0;
      const shownAt = (other.steps[0]?.at ?? 0) + sim.listLagMs + 1;
      return other !== life && shownAt < Math.min(lookedAt, bornAt) - 60_000 && diedAt > bornAt;
    });
    return others.map((other) => `${life.instanceId} doubles ${other.instanceId} of ${life.pair}`);
  });
};

/** Requests that adopted the younger of two connections of a pair, although lists showed the older one. */
const younger = (sim: Simulation, heard: Heard): readonly string[] =>
  heard.all.flatMap((event) => {
    const life = sim.truth.lives.get(instanceOf(event));
    const decided = sim.record.announced.get(event.id);
    if (shortType(event) !== 'Adopted' || !life || !decided) return [];
    const bornAt = life.steps[0]?.at ?? 0;
    const lookedAt = decided.run.startedAt;
    return sim.truth
      .ofPair(life.pair)
      .filter(({ steps }) => {
        const diedAt = steps.find(({ status }) => !isLive(status))?.at ?? Number.POSITIVE_INFINITY;
        const first = steps[0]?.at ?? Number.POSITIVE_INFINITY;
        return first < bornAt && first + sim.listLagMs + 60_000 < lookedAt && diedAt > decided.at;
      })
      .map((older) => `${event.id} although ${older.instanceId} of ${life.pair} is older`);
  });

/** One id for two requests with a token each: who sees neither in a list yet takes the second for a new one. */
const hasTwoTokens = (sim: Simulation, requestId: string): boolean => {
  const own = sim.asks.filter((ask) => ask.requestId === requestId && ask.action === 'create');
  return new Set(own.map(({ body }) => body.clientToken)).size > 1;
};

/** One request must not have two connections that live at the same time, whatever lists show. */
const twins = (sim: Simulation): readonly string[] => {
  const makers = new Set(
    sim.asks.filter(({ action }) => action === 'create').map(({ requestId }) => requestId),
  );
  return [...makers].flatMap((requestId) => {
    const lives = madeBy(sim, requestId);
    const unseenMs = hasTwoTokens(sim, requestId) ? sim.listLagMs + 60_000 : 0;
    return lives.flatMap((one, at) => {
      const bornAt = one.steps[0]?.at ?? 0;
      const diedAt =
        one.steps.find(({ status }) => !isLive(status))?.at ?? Number.POSITIVE_INFINITY;
      const twin = lives.find(({ steps: [first] }, place) => {
        const since = first?.at ?? 0;
        return place > at && since < diedAt && since >= bornAt + unseenMs;
      });
      return twin ? [`${requestId} made ${one.instanceId} and ${twin.instanceId}`] : [];
    });
  });
};

/** Long enough for a list to show it, and for a run to have begun after that. */
const SHOWN_MS = 2 * MINUTE;

/** The connection of a pair that was refused, and stood in the way of whoever decided something at a moment. */
const refusedBefore = (sim: Simulation, pair: string, at: number): Life | undefined =>
  sim.truth.ofPair(pair).find(({ steps, connection }) => {
    const refusedAt = steps.find(({ status }) => REFUSED.has(status))?.at;
    return (
      refusedAt !== undefined &&
      refusedAt + sim.listLagMs + SHOWN_MS < at &&
      REFUSED.has(connection.status)
    );
  });

const REFUSED: ReadonlySet<string> = new Set(['Rejected', 'Expired']);

/** What was rejected or has expired stays in the way of its pair, and whoever asks for that is told so. */
const unrefused = (sim: Simulation, heard: Heard): readonly string[] => {
  const doubles = sim.record.calls.flatMap(({ action, params, run, answer }) => {
    const life = sim.truth.lives.get(String(answer.InstanceId));
    if (action !== 'CreateVpcPeerConnection' || params.DryRun === 'true' || !life) return [];
    const before = refusedBefore(sim, life.pair, run?.startedAt ?? 0);
    return before && before !== life && (life.steps[0]?.at ?? 0) > (run?.startedAt ?? 0)
      ? [`${life.instanceId} was made beside ${before.instanceId}, which is refused`]
      : [];
  });
  const told = heard.all.flatMap((event) => {
    if (failureCodeOf(event) !== 'ResourceAlreadyExist.VpcPeer') return [];
    const ask = sim.asks.find(({ requestId }) => requestId === requestIdOf(event));
    const decidedAt = sim.record.announced.get(event.id)?.at ?? 0;
    const before = refusedBefore(sim, ask?.pair ?? '', decidedAt);
    return before ? [`${event.id} does not say that ${before.instanceId} is refused`] : [];
  });
  return [...doubles, ...told];
};

/** Pairs that are connected twice by our doing. */
export const faultsOfPairs = (sim: Simulation, heard: Heard): readonly string[] => [
  ...doubled(sim),
  ...younger(sim, heard),
  ...twins(sim),
  ...unrefused(sim, heard),
];
