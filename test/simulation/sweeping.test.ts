import { describe, expect, it } from 'vitest';
import { couple, fleet } from './support/fleet.ts';
import { expectSound, inStatus, toldOf } from './support/invariants.ts';
import { simulate } from './support/simulation.ts';

const MINUTE = 60_000;
const couples = [0, 1, 2, 3, 4].map((index) => couple(index));

describe('the sweep', () => {
  it('announces everything when every watch was dropped, and then nothing', async () => {
    const sim = simulate({ vpcs: fleet(10) });
    sim.functions.dropDelayed = true;
    sim.request(couples);
    await sim.time.pass(MINUTE);
    expect(toldOf(sim, 'Activated')).toEqual([]);

    await sim.sweep();
    expect(toldOf(sim, 'Activated')).toEqual(inStatus(sim, 'Activated'));
    expect(inStatus(sim, 'Activated')).toHaveLength(5);

    const before = sim.sinks.deliveries.length;
    await sim.sweep();
    expect(sim.sinks.deliveries).toHaveLength(before);
    expectSound(sim);
  });

  it('announces what no sink would take, once one does', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    sim.sinks.down.add('aaaaaa');
    sim.request(couple(0));
    await sim.time.pass(MINUTE);

    const [connection] = sim.world.connections();
    const state = [...(connection?.tags.values() ?? [])][0]?.get('peerflow:state');
    expect(state).toBe('Requested');
    expect(sim.sinks.deliveries).toEqual([]);

    sim.sinks.down.clear();
    await sim.sweep();
    expect(toldOf(sim, 'Activated')).toEqual(inStatus(sim, 'Activated'));
    expectSound(sim);
  });

  it('gives a sink what it lacks, and the others nothing twice', async () => {
    const sim = simulate({ vpcs: fleet(2), sinks: ['aaaaaa', 'bbbbbb'] });
    sim.sinks.down.add('bbbbbb');
    sim.request(couple(0));
    await sim.time.pass(MINUTE);
    const atFirst = sim.sinks.deliveries.filter(({ sink }) => sink === 'aaaaaa').length;

    sim.sinks.down.clear();
    await sim.sweep();

    const [id] = inStatus(sim, 'Activated');
    expect(sim.sinks.events('bbbbbb').map((each) => each.id)).toEqual([`${id}-Activated`]);
    const after = sim.sinks.deliveries.filter(({ sink }) => sink === 'aaaaaa').length;
    expect(after).toBe(atFirst);
    const [connection] = sim.world.connections();
    expect([...(connection?.tags.values() ?? [])][0]?.get('peerflow:state')).toBe('Activated');
  });

  it('asks again for a page that was refused, and reaches what lies behind it', async () => {
    const sim = simulate({ vpcs: fleet(300) });
    for (let index = 0; index < 150; index++) sim.request(couple(index));
    await sim.time.pass(30 * MINUTE);
    sim.sinks.deliveries.length = 0;
    for (const { tags } of sim.world.connections())
      for (const own of tags.values()) own.set('peerflow:state', 'Requested');
    sim.refuse('list', 2);

    await sim.sweep();

    expect(toldOf(sim, 'Activated')).toHaveLength(150);
    expectSound(sim);
  });

  it('touches nothing that is not ours', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    const params = {
      RegionId: 'cn-hangzhou',
      VpcId: 'vpc-spoke0',
      AcceptingAliUid: '253460731706911258',
      AcceptingRegionId: 'cn-hangzhou',
      AcceptingVpcId: 'vpc-spoke1',
    };
    sim.world.call(
      { accountId: '253460731706911258' },
      'VpcPeer',
      'CreateVpcPeerConnection',
      params,
    );

    await sim.live(10 * MINUTE);

    expect(sim.sinks.deliveries).toEqual([]);
    expect(sim.calls('tagResources')).toBe(0);
  });
});
