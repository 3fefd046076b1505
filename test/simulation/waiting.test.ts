import { describe, expect, it } from 'vitest';
import type { PlatformOptions } from './support/platform-options.ts';
import { actionOf, failureCodeOf, mayBeSentAgain, requestIdOf } from './support/record.ts';
import type { FaultRule } from './support/rules.ts';
import {
  aboutWhat,
  activated,
  byHand,
  expectSound,
  heard,
  partner,
  scene,
  send,
  spoke,
  whoHeard,
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
} from './support/simulation.ts';

const LONG_MS = 10 * HOUR;

/** Keeps the hub busy for a while with a connection that somebody else makes. */
const keepBusy = (sim: Simulation): void => {
  sim.people.create(
    OWN,
    { regionId: REGION, vpcId: 'vpc-0' },
    { accountId: OWN, regionId: REGION, vpcId: 'vpc-1' },
  );
};

const WAIT_MS = 6 * HOUR;
const SEEDS = [1, 2, 3, 4];

const LOSSES: readonly FaultRule[] = [
  { on: 'enqueue:*', kind: 'lost', chance: 0.03, from: 0, to: LONG_MS },
];
const CALM = { platform: {}, rules: [] };
const ROUGH = { platform: { duplicate: 0.05 }, rules: LOSSES };
const IGNORED = { platform: { duplicate: 0.05, idsHonoured: false }, rules: LOSSES };

/** Makes the hub busy, has a request wait for six hours, and counts whatever runs meanwhile. */
const waitBehindHub = async (
  { platform, rules }: { platform: Partial<PlatformOptions>; rules: readonly FaultRule[] },
  makeBusy: (sim: Simulation) => void,
): Promise<number> => {
  let runs = 0;
  for (const seed of SEEDS) {
    const sim = scene({ seed, timings: { creatingMs: WAIT_MS + 5 * MINUTE }, platform, rules });
    makeBusy(sim);
    await sim.time.pass(SECOND);
    send(sim, spoke(2));
    await sim.time.pass(WAIT_MS);
    runs += sim.platform.runs.length;
    await sim.time.pass(HOUR);
    // Its bound is as long as the wait: it is made, or it fails, and one of the two.
    const ends = [...heard(sim, 'Creating'), ...heard(sim, 'Failed')].map(requestIdOf);
    expect(ends.filter((id) => id === 'spoke-2')).toHaveLength(1);
  }
  return runs / SEEDS.length;
};

describe('a request behind a hub that is busy for six hours', () => {
  it.each([
    { who: 'somebody else', makeBusy: keepBusy },
    { who: 'a create of ours', makeBusy: (sim: Simulation) => void send(sim, spoke(1)) },
  ])(
    'with $who takes less than 1.2 times the runs of a calm day where 5 % run twice and 3 % of answers are lost, and 5 times where task ids are ignored',
    async ({ makeBusy }) => {
      const calm = await waitBehindHub(CALM, makeBusy);

      expect(calm).toBeLessThan(200);
      expect(await waitBehindHub(ROUGH, makeBusy)).toBeLessThan(calm * 1.2);
      expect(await waitBehindHub(IGNORED, makeBusy)).toBeLessThan(calm * 5);
    },
  );

  it('still waits when a single 503 comes after two hours', async () => {
    const sim = scene({ timings: { creatingMs: 3 * HOUR } });
    keepBusy(sim);
    send(sim, spoke(2));
    await sim.time.pass(2 * HOUR);
    const from = sim.time.elapsed();
    sim.faults.add({ on: 'api:*', kind: 'unavailable', chance: 1, from, to: LONG_MS, times: 2 });
    await sim.time.pass(50 * MINUTE);
    expect(heard(sim, 'Failed')).toEqual([]);

    await sim.live(4 * HOUR);

    expect(whoHeard(sim, 'Failed')).toEqual([]);
    expect(heard(sim, 'Activated').map(requestIdOf)).toContain('spoke-2');
    expectSound(sim);
  });

  it('fails after its bound of six hours, saying that it may be sent again', async () => {
    const sim = scene({ timings: { creatingMs: 20 * HOUR } });
    keepBusy(sim);
    send(sim, spoke(2));
    await sim.time.pass(5.5 * HOUR);
    expect(heard(sim, 'Failed')).toEqual([]);
    await sim.time.pass(1.5 * HOUR);

    const [failed] = heard(sim, 'Failed');
    expect(failed && failureCodeOf(failed)).toBe('Conflict.Operation');
    expect(JSON.stringify(failed)).toContain('"retryable":true');
    expect(heard(sim, 'Failed')).toHaveLength(1);
  });
});

describe('throttling and conflicts in turns', () => {
  it('add up to one Failed, when the first of them has lasted six hours in all', async () => {
    const sim = scene();
    for (let turn = 0; turn < 40; turn++) {
      const kind = turn % 2 === 0 ? 'throttled' : 'conflict';
      const from = turn * 30 * MINUTE;
      const to = from + 30 * MINUTE;
      sim.faults.add({ on: 'api:CreateVpcPeerConnection', kind, chance: 1, from, to });
    }
    send(sim, spoke(2));
    await sim.time.pass(10 * HOUR);
    expect(heard(sim, 'Failed')).toEqual([]);
    await sim.time.pass(3 * HOUR);
    expect(heard(sim, 'Failed').map(requestIdOf)).toEqual(['spoke-2']);
    await sim.time.pass(8 * HOUR);

    expect(heard(sim, 'Failed')).toHaveLength(1);
    expect(sim.world.connections()).toEqual([]);
  });
});

describe('a connection that waits for the other account for three hours', () => {
  const acceptedSoonAfter = async (
    sim: Simulation,
    accept: (instanceId: string) => void,
  ): Promise<void> => {
    await sim.live(3 * HOUR);
    // A sweep has just been: only what follows the accept itself can tell of it.
    accept([...sim.truth.lives.keys()][0] ?? '');
    await sim.time.pass(10 * SECOND);
    expect(aboutWhat(sim, 'Activated')).toEqual([...sim.truth.lives.keys()]);
    await sim.live(4 * MINUTE);
    expectSound(sim);
  };

  it('and is accepted by a request is told Activated within seconds, before any sweep', async () => {
    const policy = [{ name: 'everything', effect: 'allow' as const, when: {} }];
    const sim = scene({ settings: { policy } });
    sim.people.create(
      OTHER,
      { regionId: REGION, vpcId: 'vpc-partner' },
      { accountId: OWN, regionId: REGION, vpcId: 'vpc-1' },
    );
    await acceptedSoonAfter(
      sim,
      (instanceId) => void send(sim, { action: 'accept', requestId: 'by-hand', instanceId }),
    );
    expect(whoHeard(sim, 'Activated')).toEqual(['by-hand']);
  });

  it('and is accepted in the console is told Activated within seconds where ActionTrail leads to the poller', async () => {
    const sim = scene();
    send(sim, partner());
    await acceptedSoonAfter(sim, (instanceId) => {
      byHand(sim, 'Accept', instanceId, OTHER);
      const data = {
        serviceName: 'VpcPeer',
        eventName: 'AcceptVpcPeerConnection',
        requestParameters: { InstanceId: instanceId },
      };
      const event = { specversion: '1.0', id: '1', source: 'acs.actiontrail', type: 'trail', data };
      sim.time.after(SECOND, () =>
        sim.platform.invokeLater('peerflow-poller', JSON.stringify(event)),
      );
    });
    expect(whoHeard(sim, 'Activated')).toEqual(['partner']);
  });

  it('and is accepted in the console is told Activated by the next sweep at the latest', async () => {
    const sim = scene();
    send(sim, partner());
    await sim.live(3 * HOUR);
    byHand(sim, 'Accept', aboutWhat(sim, 'Accepting')[0] ?? '', OTHER);
    await sim.live(2 * MINUTE);
    expect(whoHeard(sim, 'Activated')).toEqual(['partner']);
    expectSound(sim);
  });
});

describe('a connection that waits for the other account for a week', () => {
  it('takes a bounded number of runs, also where task ids are ignored and 5 % run twice', async () => {
    for (const seed of SEEDS) {
      const sim = scene({ seed, ...IGNORED });
      send(sim, partner());
      await sim.time.pass(5 * DAY);
      expect(heard(sim, 'Accepting')).toHaveLength(1);
      expect(sim.platform.runs.length).toBeLessThan(500);

      byHand(sim, 'Accept', aboutWhat(sim, 'Accepting')[0] ?? '', OTHER);
      await sim.live(4 * MINUTE);
      expect(whoHeard(sim, 'Activated')).toEqual(['partner']);
      expectSound(sim);
    }
  });
});

describe('what never answers again', () => {
  const forGood = {
    kind: 'unavailable',
    chance: 1,
    from: 0,
    to: Number.POSITIVE_INFINITY,
  } as const;

  it('an accept: its Failed is announced after the bound, and nothing is called any more', async () => {
    const sim = scene({ rules: [{ on: 'api:AcceptVpcPeerConnection', ...forGood }] });
    send(sim, partner({ accept: 'auto' }));
    await sim.live(3 * HOUR);

    expect(heard(sim, 'Failed').map(actionOf)).toEqual(['accept']);
    expect(heard(sim, 'Failed').map(mayBeSentAgain)).toEqual([true]);
    const calls = sim.record.called('api:AcceptVpcPeerConnection');
    await sim.live(3 * HOUR);
    expect(sim.record.called('api:AcceptVpcPeerConnection')).toBe(calls);
    expectSound(sim);
  });

  it('the looks of the router: who asked for routes hears Routes:Failed', async () => {
    const on = 'api:GetVpcPeerConnectionAttribute';
    const sim = scene({ rules: [{ on, subject: 'peerflow-router', ...forGood }] });
    const instanceId = await activated(sim);
    send(sim, { action: 'modify', requestId: 'm', instanceId, routes: 'both' });
    await sim.live(3 * HOUR);

    expect(heard(sim, 'Routes:Failed').map(requestIdOf)).toEqual(['m']);
    expectSound(sim);
  });
});
