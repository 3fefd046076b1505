import { describe, expect, it } from 'vitest';
import { instanceOf, requestIdOf } from './support/record.ts';
import { expectSound, heard, scene, send, whoHeard } from './support/scene.ts';
import { DAY, HOUR, MINUTE, REGION, SECOND, type Simulation } from './support/simulation.ts';

const pair = (index: number) => ({
  requestId: `r-${index}`,
  regionId: REGION,
  vpcId: `vpc-${2 * index}`,
  acceptingVpcId: `vpc-${2 * index + 1}`,
});

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Milliseconds from each request to its Creating. */
const waits = (sim: Simulation): readonly number[] =>
  sim.asks.map(({ requestId, sentAt }) => {
    const done = sim.record.deliveries.find(
      ({ event }) => requestIdOf(event) === requestId && event.id.endsWith('-Creating'),
    );
    return (done?.at ?? Number.POSITIVE_INFINITY) - sentAt;
  });

const QUOTA = 10;

describe('requests at three times the quota of the API for ten minutes', () => {
  it('are all done ten minutes after they could be, with less than one call in vain for each, and none starves', async () => {
    const minutes = 10;
    const count = minutes * QUOTA * 3;
    const sim = scene(
      { behaviour: { callsPerMinute: { CreateVpcPeerConnection: QUOTA } } },
      2 * count,
    );
    for (let index = 0; index < count; index++)
      sim.time.after((index * MINUTE) / (QUOTA * 3), () => void send(sim, pair(index)));

    await sim.time.pass(3 * minutes * MINUTE + 10 * MINUTE);

    const created = heard(sim, 'Creating').length;
    expect(created).toBe(count);
    const calls = sim.record.called('api:CreateVpcPeerConnection');
    expect(calls).toBeLessThan(2 * count);
    expect(Math.max(...waits(sim))).toBeLessThan(3.5 * median(waits(sim)));
    expectSound(sim);
  }, 120_000);
});

describe('a sink that is dead for a day', () => {
  it('gets every event of 100 connections afterwards, at a bounded number of runs an hour', async () => {
    const count = 100;
    const sim = scene(
      { sinks: [{ id: 'a' }, { id: 'b' }], platform: { mostRuns: 100_000 } },
      2 * count,
    );
    sim.faults.add({ on: 'sink:b:*', kind: 'unavailable', chance: 1, from: 0, to: 20 * HOUR });
    for (let index = 0; index < count; index++)
      sim.time.after(index * SECOND, () => void send(sim, pair(index)));
    await sim.time.pass(6 * HOUR);
    const before = sim.platform.runs.length;
    await sim.time.pass(HOUR);

    // An hour apart at most, 600 events, some of which are woken once more behind the open breaker.
    expect(sim.platform.runs.length - before).toBeLessThan(3 * 2 * count);
    await sim.time.pass(DAY - 7 * HOUR);

    for (const type of ['Creating', 'Activated'])
      expect(new Set(heard(sim, type, 'b').map(instanceOf)).size).toBe(count);
    expect(sim.smq.bodies('peerflow-parked')).toEqual([]);
    expect(new Set(whoHeard(sim, 'Activated')).size).toBe(count);
  }, 120_000);
});
