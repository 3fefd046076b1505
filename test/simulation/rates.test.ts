import { describe, expect, it } from 'vitest';
import { BACKOFF } from '../../lib/peering/queue/backoff.ts';
import type { DeliverTask } from '../../lib/peering/queue/task-schema.ts';
import { firstOf } from '../../lib/peering/queue/tasks.ts';
import { couple, heard, scene, send } from './support/scene.ts';
import { HOUR, MINUTE, type Simulation } from './support/simulation.ts';

/** A quarter to either side: the shortest that a wait of a mean length may be. */
const SHORTEST = 0.75;

/** Runs that begin within each of so many hours from now on. */
const runsByHour = async (sim: Simulation, hours: number): Promise<readonly number[]> => {
  const counts: number[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const before = sim.platform.runs.length;
    await sim.time.pass(HOUR);
    counts.push(sim.platform.runs.length - before);
  }
  return counts;
};

describe('24 watches against a throttled API', () => {
  it('run no more often than the table of waits says, and the first hour is the worst', async () => {
    const sim = scene({ timings: { creatingMs: 30 * HOUR } }, 48);
    for (let index = 0; index < 24; index++) send(sim, couple(index));
    await sim.time.pass(5_000);
    const from = sim.time.elapsed();
    sim.faults.add({
      on: 'api:GetVpcPeerConnectionAttribute',
      kind: 'throttled',
      chance: 1,
      from,
      to: from + 5 * HOUR,
    });

    const runs = await runsByHour(sim, 4);

    // 1, 2, 4 ... 32 s, then a minute apart until a fifteenth of the age is more; at 4 hours that is 16 minutes.
    const most = [60, 20, 12, 9].map((each) => 24 * each);
    for (const [hour, count] of runs.entries()) expect(count).toBeLessThan(most[hour] ?? 0);
    expect(heard(sim, 'Failed')).toEqual([]);
  });
});

describe('events at a sink that is dead', () => {
  const dead = async (
    count: number,
    about: (index: number, now: number) => Partial<DeliverTask['sinks'][number]>,
  ) => {
    const sim = scene({ platform: { mostRuns: 1_000_000 } });
    send(sim, couple(0));
    await sim.time.pass(MINUTE);
    const [event] = heard(sim, 'Activated');
    if (!event) throw new Error('Nothing was announced.');
    sim.faults.add({ on: 'sink:*', kind: 'unavailable', chance: 1, from: 0, to: 100 * HOUR });
    const now = sim.time.now();
    for (let index = 0; index < count; index++) {
      const sink = { id: 'a', tries: 0, since: now, due: now, ...about(index, now) };
      const task: DeliverTask = {
        ...firstOf('deliver', index.toString(16).padStart(32, '0'), now),
        event: { ...event, id: `${index}-Activated` },
        sinks: [sink],
        due: sink.due,
      };
      sim.platform.submit('peerflow-worker', JSON.stringify(task), {
        id: `deliver-${index}`,
        delayMs: sink.due - now,
      });
    }
    return sim;
  };

  it('are tried seven times each in the first hour, and once in each hour after it', async () => {
    const count = 100;
    const runs = await runsByHour(await dead(count, () => ({})), 6);
    expect(runs[0]).toBeLessThan(count * 8);
    for (const each of runs.slice(1)) expect(each).toBeLessThan((count / SHORTEST) * 1.05);
  });

  it('of which there are 10 000 take one run each an hour', async () => {
    const count = 10_000;
    const about = (index: number, now: number) => ({
      tries: 9,
      since: now - 5 * HOUR,
      due: now + Math.round((index / count) * BACKOFF.sink.capMs),
    });
    const [runs = 0] = await runsByHour(await dead(count, about), 1);
    expect(runs).toBeGreaterThan(count * 0.99);
    expect(runs).toBeLessThan(count / SHORTEST);
  });
});
