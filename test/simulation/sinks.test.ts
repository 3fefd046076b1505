import { describe, expect, it } from 'vitest';
import {
  aboutWhat,
  byHand,
  call,
  couple,
  expectSound,
  heard,
  partner,
  scene,
  send,
} from './support/scene.ts';
import { DAY, HOUR, MINUTE, OTHER, SECOND, type Simulation } from './support/simulation.ts';

const TWO = [{ id: 'a' }, { id: 'b' }];

const life = async (sim: Simulation): Promise<void> => {
  send(sim, partner({ accept: 'auto', routes: 'requester' }));
  await sim.live(20 * MINUTE);
  send(sim, partner({ requestId: 'again' }));
  const [made = ''] = aboutWhat(sim, 'Activated');
  send(sim, { action: 'modify', requestId: 'm', instanceId: made, name: 'renamed' });
  send(sim, { action: 'create', requestId: 'wrong', regionId: 42 });
  send(sim, couple(0, { requestId: 'denied', acceptingVpcId: 'vpc-none' }));
  await sim.live(20 * MINUTE);
  send(sim, { action: 'delete', requestId: 'd', instanceId: made });
  await sim.live(30 * MINUTE);
};

const FACTS = [
  'Creating',
  'Accepting',
  'Activated',
  'Stalled',
  'Adopted',
  'Updated',
  'Failed',
  'Deleted',
  'Request:Rejected',
  'Routes:Ready',
  'Routes:Removed',
];

describe('with two sinks of which one is down for a moment', () => {
  it.each(FACTS)('both get %s, whatever is asked meanwhile', async (type) => {
    const sim = scene({
      sinks: TWO,
      timings: { creatingMs: 12 * MINUTE },
      rules: [{ on: `sink:b:${type}`, kind: 'unavailable', chance: 1, from: 0, to: DAY, times: 3 }],
    });

    await life(sim);

    const ids = (sink: string) => heard(sim, type, sink).map(({ id }) => id);
    expect(ids('a').length).toBeGreaterThan(0);
    expect(ids('b').sort()).toEqual(ids('a').sort());
  });
});

describe('a sink that refuses for good', () => {
  it('has its events parked after 24 hours with the reason, while the other one that is down gets all', async () => {
    const sim = scene({
      sinks: TWO,
      rules: [
        { on: 'sink:a:*', kind: 'refused', chance: 1, from: 0, to: 9 * DAY },
        { on: 'sink:b:*', kind: 'unavailable', chance: 1, from: 0, to: 2 * HOUR },
      ],
    });

    send(sim, couple(0));
    await sim.live(4 * HOUR);
    expect(heard(sim, 'Activated', 'b')).toHaveLength(1);

    await sim.time.pass(19 * HOUR);
    expect(sim.smq.bodies('peerflow-parked')).toEqual([]);
    await sim.time.pass(3 * HOUR);
    const parked = sim.smq.bodies('peerflow-parked');
    expect(parked).toHaveLength(2);
    for (const body of parked) expect(body).toContain('QueueNotExist');
    await sim.time.pass(4 * DAY);
    expect(sim.smq.bodies('peerflow-parked')).toHaveLength(2);
  });
});

describe('a sink that hangs', () => {
  it('delays neither the healthy one nor an HTTP answer by more than a second', async () => {
    const hanging = [{ on: 'sink:b:*', kind: 'hang' as const, chance: 1, from: 0, to: DAY }];
    const answerMs = async (rules: typeof hanging | []) => {
      const sim = scene({ sinks: TWO, rules });
      const ask = call(sim, 'POST', '/peerings', { body: couple(0), key: 'couple-0' });
      await sim.time.pass(30 * SECOND);
      expect(ask.answers[0]?.status).toBe(202);
      expect(heard(sim, 'Activated', 'a')).toHaveLength(1);
      return (ask.answers[0]?.at ?? 0) - ask.sentAt;
    };

    expect(await answerMs(hanging)).toBeLessThan((await answerMs([])) + 1_100);
  });

  it('does not make a sweep of 60 changed connections longer than its own time limit', async () => {
    const sweepMs = async (kind: 'hang' | undefined) => {
      const sim = scene(
        {
          sinks: TWO,
          rules: [
            { on: 'enqueue:watch', kind: 'unavailable', chance: 1, from: 0, to: MINUTE * 3 },
            ...(kind ? [{ on: 'sink:b:*', kind, chance: 1, from: 0, to: DAY }] : []),
          ],
        },
        120,
      );
      for (let index = 0; index < 60; index++) send(sim, couple(index));
      await sim.time.pass(4 * MINUTE);
      sim.sources.tick();
      await sim.time.pass(4 * MINUTE);
      expect(heard(sim, 'Activated', 'a')).toHaveLength(60);
      return Math.max(
        ...sim.platform.runs.filter(({ kind: k }) => k === 'tick').map(({ ms }) => ms),
      );
    };

    expect(await sweepMs('hang')).toBeLessThan((await sweepMs(undefined)) + 15 * SECOND);
  });
});

describe('a sink that is down while', () => {
  it('a connection older than a day is adopted gets Adopted and Activated afterwards', async () => {
    const sim = scene({ sinks: TWO });
    sim.people.create(
      sim.settings.accountId,
      { regionId: 'cn-hangzhou', vpcId: 'vpc-0' },
      { accountId: sim.settings.accountId, regionId: 'cn-hangzhou', vpcId: 'vpc-1' },
    );
    await sim.time.pass(2 * DAY);
    const from = sim.time.elapsed();
    sim.faults.add({ on: 'sink:*', kind: 'unavailable', chance: 1, from, to: from + 30 * MINUTE });

    send(sim, couple(0));
    await sim.live(2 * HOUR);

    for (const sink of ['a', 'b'])
      for (const type of ['Adopted', 'Activated']) expect(heard(sim, type, sink)).toHaveLength(1);
    expectSound(sim);
  });

  it('a waiting connection is rejected by the other side hears of it afterwards', async () => {
    const sim = scene({ sinks: TWO });
    send(sim, partner());
    await sim.time.pass(MINUTE);
    const [instanceId = ''] = aboutWhat(sim, 'Accepting');
    const from = sim.time.elapsed();
    sim.faults.add({ on: 'sink:b:*', kind: 'unavailable', chance: 1, from, to: from + 5 * MINUTE });

    byHand(sim, 'Reject', instanceId, OTHER);
    await sim.live(HOUR);

    expect(heard(sim, 'Rejected', 'b')).toHaveLength(1);
    expectSound(sim);
  });
});
