import { describe, expect, it } from 'vitest';
import { couple, fleet, partner } from './support/fleet.ts';
import { endOf, expectSound, inStatus, toldOf } from './support/invariants.ts';
import { type Simulation, simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const activated = async (sim: Simulation, more: object = {}): Promise<string> => {
  sim.request(couple(0, more));
  await sim.time.pass(MINUTE);
  return inStatus(sim, 'Activated')[0] ?? '';
};

describe('a connection of ours', () => {
  it('is modified, and the change is told when it took effect', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const instanceId = await activated(sim);

    sim.request({ action: 'modify', requestId: 'm-1', instanceId, name: 'renamed' });
    await sim.live(5 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Updated')).toEqual([instanceId]);
    expect(sim.world.connection(instanceId)?.name).toBe('renamed');
    expect(sim.calls('modify')).toBe(1);
  });

  it('is modified twice in a row, and both changes are told', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const instanceId = await activated(sim);

    sim.request([
      { action: 'modify', requestId: 'm-1', instanceId, name: 'first' },
      { action: 'modify', requestId: 'm-2', instanceId, name: 'second' },
    ]);
    await sim.live(5 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Updated')).toEqual([instanceId, instanceId]);
    expect(sim.world.connection(instanceId)?.name).toBe('second');
    expect(sim.calls('modify')).toBe(2);
  });

  it('that is modified in vain is told of, and then open to the next modify', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const instanceId = await activated(sim);
    sim.world.onChange((it, from) => {
      if (from === 'Updating') it.name = 'somebody else';
    });

    sim.request({ action: 'modify', requestId: 'm-1', instanceId, name: 'mine' });
    await sim.live(15 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Updated')).toEqual([]);
    expect(toldOf(sim, 'Failed')).toEqual([instanceId]);
    expect(sim.calls('modify')).toBeLessThanOrEqual(2);
    expect(endOf(sim)).toEqual(['vpc-spoke0 vpc-spoke1 Activated Activated told=true']);
  });

  it('is deleted, and that is told once although its tags are gone', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const instanceId = await activated(sim);

    sim.request({ action: 'delete', requestId: 'd-1', instanceId });
    await sim.live(30 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Deleted')).toEqual([instanceId]);
    expect(toldOf(sim, 'Failed')).toEqual([]);
  });

  it('is deleted for good: a late redelivery of its message recreates nothing', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const instanceId = await activated(sim);
    sim.request({ action: 'delete', requestId: 'd-1', instanceId });
    await sim.live(20 * MINUTE);

    sim.request(couple(0));
    await sim.live(20 * MINUTE);

    expectSound(sim);
    expect(inStatus(sim, 'Activated')).toEqual([]);
    expect(sim.world.connections()).toHaveLength(1);
  });

  it('is made anew for a wish that means the pair', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const { requestId: _, ...wish } = couple(0);
    sim.request(wish);
    await sim.time.pass(MINUTE);
    const [instanceId] = inStatus(sim, 'Activated');
    sim.request({ action: 'delete', requestId: 'd-1', instanceId });
    await sim.live(20 * MINUTE);

    sim.request(wish);
    await sim.live(20 * MINUTE);

    expectSound(sim);
    const [again] = inStatus(sim, 'Activated');
    expect(again).not.toBe(instanceId);
    expect(toldOf(sim, 'Activated')).toEqual([instanceId, again].sort());
  });

  it('that is deleted twice fails for nobody while the delete is under way', async () => {
    const sim = simulate({ vpcs: fleet(2), timings: { deletingMs: 5_000 } });
    const instanceId = await activated(sim);

    for (let times = 0; times < 2; times++)
      sim.request({ action: 'delete', requestId: 'd-1', instanceId });
    await sim.live(20 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Deleted')).toEqual([instanceId]);
    expect(toldOf(sim, 'Failed')).toEqual([]);
  });
});

describe('a connection with another account', () => {
  it('waits in silence and expires after seven days', async () => {
    const sim = simulate({ vpcs: fleet(1) });
    sim.request(partner());
    await sim.time.pass(MINUTE);
    const gets = sim.calls('get');
    await sim.time.pass(8 * DAY);
    expect(sim.calls('get')).toBe(gets);

    await sim.sweep();

    expectSound(sim);
    expect(toldOf(sim, 'Accepting')).toEqual(toldOf(sim, 'Expired'));
    expect(toldOf(sim, 'Expired')).toHaveLength(1);
  });

  it('is accepted where the request asks for it and policy allows it', async () => {
    const sim = simulate({ vpcs: fleet(1) });

    sim.request(partner({ accept: 'auto' }));
    await sim.live(5 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Activated')).toEqual(inStatus(sim, 'Activated'));
    expect(inStatus(sim, 'Activated')).toHaveLength(1);
    expect(sim.calls('accept')).toBe(1);
  });

  it('is rejected on request, and that is told', async () => {
    const sim = simulate({ vpcs: fleet(1) });
    sim.request(partner());
    await sim.time.pass(MINUTE);
    const [instanceId] = inStatus(sim, 'Accepting');

    sim.request({ action: 'reject', requestId: 'r-1', instanceId });
    await sim.live(10 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, 'Rejected')).toEqual([instanceId]);
    expect(toldOf(sim, 'Activated')).toEqual([]);
  });
});
