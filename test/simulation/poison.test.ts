import { describe, expect, it } from 'vitest';
import { couple, fleet } from './support/fleet.ts';
import { expectSound, inStatus } from './support/invariants.ts';
import { type Simulation, simulate } from './support/simulation.ts';

const MINUTE = 60_000;

const poison = (count: number) => Array.from({ length: count }, (_, n) => `no request ${n}`);

const rejectedOf = ({ sinks }: Simulation) =>
  sinks.events().filter(({ type }) => type === 'peerflow:Request:Rejected');

describe('messages that are no requests', () => {
  it('are announced once each, beside the good one of their batch, and never tried again', async () => {
    const sim = simulate({ vpcs: fleet(2) });

    sim.request([...poison(25), couple(0), ...poison(50).slice(25)]);
    await sim.time.pass(MINUTE);

    expectSound(sim);
    expect(rejectedOf(sim)).toHaveLength(50);
    expect(
      sim.sinks.deliveries.filter(({ event }) => event.type.includes('Rejected')),
    ).toHaveLength(50);
    expect(inStatus(sim, 'Activated')).toHaveLength(1);
    expect(sim.functions.runs.filter(({ name }) => name === 'request')).toHaveLength(1);
  });

  it('come back while nobody hears of them, without a second connection for the good one', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    for (const sink of sim.sinks.names) sim.sinks.down.add(sink);

    sim.request([...poison(50), couple(0)]);
    await sim.time.pass(2 * MINUTE);
    const before = rejectedOf(sim);
    sim.sinks.down.clear();
    await sim.live(10 * MINUTE);

    expectSound(sim);
    expect(before).toEqual([]);
    expect(rejectedOf(sim)).toHaveLength(50);
    expect(inStatus(sim, 'Activated')).toHaveLength(1);
    expect(sim.calls('create')).toBe(1);
  });

  it('do not keep the good ones waiting, however many there are', async () => {
    const sim = simulate({ vpcs: fleet(2) });
    for (const sink of sim.sinks.names) sim.sinks.down.add(sink);

    sim.request([...poison(5000), couple(0)]);
    await sim.time.pass(5_000);

    expect(sim.world.connections()).toHaveLength(1);
  });
});
