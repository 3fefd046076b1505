import { describe, expect, it } from 'vitest';
import { failureCodeOf } from './support/record.ts';
import { couple, expectSound, heard, scene, send, whoHeard } from './support/scene.ts';
import { MINUTE, SECOND } from './support/simulation.ts';

describe('a configuration that changes while work waits', () => {
  it('and loses the region of a queued request fails the request', async () => {
    const sim = scene();
    sim.faults.add({
      on: 'api:CreateVpcPeerConnection',
      kind: 'throttled',
      chance: 1,
      from: 0,
      to: 5 * MINUTE,
    });
    send(sim, couple(0));
    await sim.time.pass(2 * MINUTE);

    sim.settings = { ...sim.settings, regions: ['cn-beijing'] };
    await sim.live(20 * MINUTE);

    expect(heard(sim, 'Failed').map(failureCodeOf)).toEqual(['InvalidRequest']);
    expect(sim.world.connections()).toEqual([]);
    expectSound(sim);
  });

  it('and forbids a pair does not fail the create that made it, whose event could not be told yet', async () => {
    const sim = scene({ behaviour: { listLagMs: 3 * MINUTE } });
    for (const on of ['sink:*', 'enqueue:deliver'])
      sim.faults.add({ on, kind: 'unavailable', chance: 1, from: 0, to: 2 * MINUTE });
    send(sim, couple(0));
    await sim.time.pass(5 * SECOND);

    sim.settings = { ...sim.settings, policy: [{ name: 'none', effect: 'deny', when: {} }] };
    await sim.live(20 * MINUTE);

    expect(heard(sim, 'Failed')).toEqual([]);
    expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
    expectSound(sim);
  });

  it('and forbids what waits fails it by policy', async () => {
    const sim = scene();
    sim.faults.add({
      on: 'api:CreateVpcPeerConnection',
      kind: 'unavailable',
      chance: 1,
      from: 0,
      to: 5 * MINUTE,
    });
    send(sim, couple(0));
    await sim.time.pass(2 * MINUTE);

    sim.settings = { ...sim.settings, policy: [{ name: 'none', effect: 'deny', when: {} }] };
    await sim.live(20 * MINUTE);

    expect(heard(sim, 'Failed').map(failureCodeOf)).toEqual(['PolicyDenied']);
    expect(sim.world.connections()).toEqual([]);
  });
});
