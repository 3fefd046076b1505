import { describe, expect, it } from 'vitest';
import { failureCodeOf } from './support/record.ts';
import { couple, expectSound, heard, scene, send } from './support/scene.ts';
import { MINUTE } from './support/simulation.ts';

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
