import { instanceOf, shortType } from '../support/record.ts';
import type { Simulation } from '../support/simulation.ts';
import { isLive } from '../support/truth.ts';
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

/** Pairs that are connected twice by our doing. */
export const faultsOfPairs = (sim: Simulation, heard: Heard): readonly string[] => [
  ...doubled(sim),
  ...younger(sim, heard),
  ...twins(sim),
];
