import { describe, expect, it } from 'vitest';
import { couple, fleet } from './support/fleet.ts';
import { expectSound, inStatus, toldOf } from './support/invariants.ts';
import { simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const COUNT = 5_000;
/** What the API takes of one action in a minute. */
const QUOTA = 360;

describe('far more requests than the quota of the API', () => {
  it('each end in one connection and one fact, in hardly more calls than it takes', async () => {
    const sim = simulate({ vpcs: fleet(2 * COUNT) });
    const asked = Array.from({ length: COUNT }, (_, index) => couple(index));

    sim.request(asked);
    await sim.live(40 * MINUTE);

    expectSound(sim);
    expect(sim.world.connections()).toHaveLength(COUNT);
    expect(inStatus(sim, 'Activated')).toHaveLength(COUNT);
    expect(toldOf(sim, 'Activated')).toEqual(inStatus(sim, 'Activated'));
    expect(sim.sinks.events().filter(({ type }) => /Failed|Stalled/.test(type))).toEqual([]);
    expect(sim.calls('create')).toBeLessThan(1.25 * COUNT);
    // So many messages of 80 KB, each woken once or twice a minute: they neither multiply nor run hot.
    const messages = Math.ceil(Buffer.byteLength(JSON.stringify(asked)) / 40_000);
    const minutes = Math.ceil(COUNT / QUOTA);
    const runs = sim.functions.runs.filter(({ name }) => name === 'request').length;
    expect(runs).toBeLessThan(2 * messages * minutes);
  }, 120_000);
});
