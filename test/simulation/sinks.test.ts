import { describe, expect, it } from 'vitest';
import type { FollowUpEvent } from '../../lib/peering/model/event.ts';
import { instanceOf, shortType } from './support/record.ts';
import type { FaultRule } from './support/rules.ts';
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
import {
  DAY,
  HOUR,
  MINUTE,
  OTHER,
  OWN,
  REGION,
  SECOND,
  type Simulation,
  type SimulationOptions,
} from './support/simulation.ts';

const TWO = [{ id: 'a' }, { id: 'b' }];
const MOST_CALLS_A_MINUTE = 300;

/** What leads to facts: each of them has to reach both sinks. */
interface Story {
  readonly facts: readonly string[];
  readonly options?: Partial<SimulationOptions>;
  readonly tell: (sim: Simulation) => Promise<void>;
}

const withForeignEntry = (destinationCidrBlock: string) => async (sim: Simulation) => {
  const [table] = sim.world.network.routeTables('vpc-0');
  sim.world.network.addRouteEntry(table?.routeTableId ?? '', {
    destinationCidrBlock,
    nextHopId: 'i-firewall',
    description: 'by hand',
  });
  send(sim, couple(0, { routes: 'both' }));
  await sim.live(10 * MINUTE);
};

const drifting = (drift: 'announce' | 'repair') => ({
  options: { settings: { drift, driftEveryMs: 10 * MINUTE } },
  tell: async (sim: Simulation) => {
    send(sim, couple(0, { routes: 'both' }));
    await sim.live(4 * MINUTE);
    for (const entry of sim.world.network.routeEntries('vpc-0'))
      if (entry.description.startsWith('peerflow '))
        sim.world.network.removeRouteEntry(entry.routeEntryId);
    await sim.live(30 * MINUTE);
  },
});

const STORIES: readonly Story[] = [
  {
    facts: [
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
    ],
    options: { timings: { creatingMs: 12 * MINUTE } },
    tell: async (sim) => {
      send(sim, partner({ accept: 'auto', routes: 'requester' }));
      await sim.live(20 * MINUTE);
      send(sim, partner({ requestId: 'again' }));
      const [made = ''] = aboutWhat(sim, 'Activated');
      send(sim, { action: 'modify', requestId: 'm', instanceId: made, name: 'renamed' });
      void sim.sources.message({ requestId: 'wrong', regionId: 42 });
      send(sim, couple(0, { requestId: 'denied', acceptingVpcId: 'vpc-none' }));
      await sim.live(16 * MINUTE);
      send(sim, { action: 'delete', requestId: 'd', instanceId: made });
      await sim.live(20 * MINUTE);
    },
  },
  {
    facts: ['Rejected'],
    tell: async (sim) => {
      send(sim, partner());
      await sim.live(4 * MINUTE);
      byHand(sim, 'Reject', aboutWhat(sim, 'Accepting')[0] ?? '', OTHER);
      await sim.live(10 * MINUTE);
    },
  },
  {
    facts: ['Expiring', 'Expired'],
    options: { timings: { acceptWithinMs: 26 * HOUR } },
    tell: async (sim) => {
      send(sim, partner());
      await sim.time.pass(3 * HOUR);
      await sim.live(4 * MINUTE);
      await sim.time.pass(24 * HOUR);
      await sim.live(10 * MINUTE);
    },
  },
  { facts: ['Routes:Partial'], tell: withForeignEntry('10.1.1.0/24') },
  { facts: ['Routes:Failed'], tell: withForeignEntry('10.1.0.0/16') },
  { facts: ['Routes:Drifted'], ...drifting('announce') },
  { facts: ['Routes:Repaired'], ...drifting('repair') },
];

/** While one sink is down: somebody asks for changes, others make some, and a sweep passes by. */
const changeMeanwhile = (sim: Simulation, event: FollowUpEvent): void => {
  const instanceId = instanceOf(event);
  sim.sources.tick();
  if (instanceId === '') return;
  send(sim, { action: 'modify', requestId: 'meanwhile', instanceId, description: 'meanwhile' });
  sim.people.on(OWN, 'ModifyVpcPeerConnection', instanceId, { Name: 'by-hand' });
  sim.people.tag(OWN, instanceId, 'peerflow:state', 'rubbish');
};

/** Calls back when the first event of a type arrives at the healthy sink. */
const onFirst = (sim: Simulation, type: string, act: (event: FollowUpEvent) => void): void => {
  const check = sim.onDelivery;
  let isDone = false;
  sim.onDelivery = (delivery) => {
    check(delivery);
    if (isDone || delivery.sink !== 'a' || shortType(delivery.event) !== type) return;
    isDone = true;
    act(delivery.event);
  };
};

describe('with two sinks of which one is down for a moment', () => {
  it.each(STORIES.flatMap((story) => story.facts.map((type) => ({ type, story }))))(
    'at $type both get every event, whatever is asked and changed meanwhile',
    async ({ type, story }) => {
      const sim = scene({
        sinks: TWO,
        rules: [
          { on: `sink:b:${type}`, kind: 'unavailable', chance: 1, from: 0, to: 9 * DAY, times: 3 },
        ],
        ...story.options,
      });
      onFirst(sim, type, (event) => changeMeanwhile(sim, event));

      await story.tell(sim);

      const ids = (sink: string) => sim.sinks.events(sink).map(({ id }) => id);
      expect(heard(sim, type, 'a').length).toBeGreaterThan(0);
      expect(sim.record.called(`sink:b:${type}`)).toBeGreaterThan(3);
      expect(ids('b').sort()).toEqual(ids('a').sort());
      expectSound(sim);
    },
  );
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

    await sim.time.pass(19 * HOUR + 50 * MINUTE);
    expect(sim.smq.bodies('peerflow-parked')).toEqual([]);
    await sim.time.pass(80 * MINUTE);
    const parked = sim.smq.bodies('peerflow-parked');
    expect(parked).toHaveLength(2);
    for (const type of ['Creating', 'Activated']) {
      const [event] = heard(sim, type, 'b');
      const [body = ''] = parked.filter((each) => each.includes(`"id":"${event?.id}"`));
      expect(body).toContain('EventBusNotExist');
      expect(body).toContain('Not delivered to sink a');
    }
    const tries = sim.record.called('sink:a:Activated');
    await sim.time.pass(4 * DAY);
    expect(sim.smq.bodies('peerflow-parked')).toHaveLength(2);
    expect(sim.record.called('sink:a:Activated')).toBe(tries);
  });
});

/** Connections as creates of ours make them, whose watches were all lost: only sweeps announce them. */
const makeOurs = async (sim: Simulation, count: number): Promise<void> => {
  for (let index = 0; index < count; index++) {
    if (index > 0 && index % MOST_CALLS_A_MINUTE === 0) await sim.time.pass(MINUTE);
    const did = sim.people.call(OWN, 'CreateVpcPeerConnection', {
      RegionId: REGION,
      VpcId: `vpc-${2 * index}`,
      AcceptingRegionId: REGION,
      AcceptingVpcId: `vpc-${2 * index + 1}`,
      AcceptingAliUid: OWN,
      'Tag.1.Key': 'peerflow:request',
      'Tag.1.Value': `made-${index}`,
      'Tag.2.Key': 'peerflow:options',
      'Tag.2.Value': 'routes=none;accept=manual;by=create',
      'Tag.3.Key': 'peerflow:state',
      'Tag.3.Value': 'Creating',
    });
    expect(did).toBe(true);
  }
  await sim.time.pass(MINUTE);
};

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

  it('makes a sweep of 500 connections no longer than one call of it, and holds up no event of the healthy one', async () => {
    const sweeps = async (rules: readonly FaultRule[]) => {
      const sim = scene({ sinks: TWO, rules }, 1_000);
      await makeOurs(sim, 500);
      for (let tick = 0; tick < 3; tick++) {
        sim.sources.tick();
        await sim.time.pass(2 * MINUTE);
      }
      const ticks = sim.platform.runs.filter(({ kind }) => kind === 'tick').map(({ ms }) => ms);
      return { ticks, events: heard(sim, 'Activated', 'a').length };
    };
    const calm = await sweeps([]);
    const hung = await sweeps([{ on: 'sink:b:*', kind: 'hang', chance: 1, from: 0, to: DAY }]);

    // A sweep takes 60 fresh looks. A call of a sink takes 3 s at most, and the next ones see its breaker.
    expect([calm.events, hung.events]).toEqual([180, 180]);
    for (const [at, ms] of hung.ticks.entries())
      expect(ms).toBeLessThan((calm.ticks[at] ?? 0) + 3_500);
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
