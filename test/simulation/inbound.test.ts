import { describe, expect, it } from 'vitest';
import { fleet } from './support/fleet.ts';
import { expectSound, toldOf } from './support/invariants.ts';
import { OTHER, OWN, REGION, simulate } from './support/simulation.ts';

const MINUTE = 60_000;

/** A connection that the partner made towards us: it carries none of our tags. */
const inbound = async (as: 'Accepting' | 'Activated') => {
  const settings = { policy: [{ name: 'all', effect: 'allow' as const, when: {} }] };
  const sim = simulate({ vpcs: fleet(0), settings });
  const made = sim.world.call({ accountId: OTHER }, 'VpcPeer', 'CreateVpcPeerConnection', {
    RegionId: REGION,
    VpcId: 'vpc-partner',
    AcceptingAliUid: OWN,
    AcceptingRegionId: REGION,
    AcceptingVpcId: 'vpc-hub',
  });
  const instanceId = String(made.InstanceId);
  await sim.live(MINUTE);
  if (as === 'Activated') {
    const accept = { InstanceId: instanceId };
    sim.world.call({ accountId: OWN }, 'VpcPeer', 'AcceptVpcPeerConnection', accept);
    await sim.live(MINUTE);
  }
  expect(sim.world.connection(instanceId)?.status).toBe(as);
  return { sim, instanceId };
};

const ACTIONS = [
  ['accept', 'Accepting', 'Activated', {}],
  ['reject', 'Accepting', 'Rejected', {}],
  ['modify', 'Activated', 'Updated', { name: 'renamed' }],
  ['delete', 'Activated', 'Deleted', {}],
] as const;

describe.each(ACTIONS)('%s of a connection that somebody else made', (action, from, fact, more) => {
  const ask = (instanceId: string) => ({ action, requestId: 'in-1', instanceId, ...more });

  it('is told once', async () => {
    const { sim, instanceId } = await inbound(from);
    sim.request(ask(instanceId));
    await sim.live(40 * MINUTE);

    expectSound(sim);
    expect(toldOf(sim, fact)).toEqual([instanceId]);
    expect(sim.calls(action)).toBe(1);
  });

  it('is told though the function dies right after the call, and nobody asks again', async () => {
    const { sim, instanceId } = await inbound(from);
    sim.dieAt(action);
    sim.ask(ask(instanceId));
    await sim.live(40 * MINUTE);

    expect(sim.hasDied()).toBe(true);
    expect(toldOf(sim, fact)).toEqual([instanceId]);
  });

  it('is not made after all once it was refused', async () => {
    const { sim, instanceId } = await inbound(from);
    sim.refuseForGood(action, 'OperationDenied.ServiceManagedInstance');
    sim.ask(ask(instanceId));
    await sim.live(40 * MINUTE);

    expect(sim.calls(action)).toBe(1);
    expect(sim.calls('get')).toBeLessThan(60);
    expect(toldOf(sim, 'Failed')).toEqual([instanceId]);
    expect(sim.world.connection(instanceId)?.status).toBe(from);
  });
});
