import { describe, expect, it } from 'vitest';
import type { PlatformOptions } from './support/platform.ts';
import { actionOf, failureCodeOf, requestIdOf } from './support/record.ts';
import type { FaultRule } from './support/rules.ts';
import { expectSound, heard, scene, send, spoke, whoHeard } from './support/scene.ts';
import { HOUR, MINUTE, OWN, REGION, SECOND, type Simulation } from './support/simulation.ts';

const LONG_MS = 10 * HOUR;

/** Keeps the hub busy for a while with a connection that somebody else makes. */
const keepBusy = (sim: Simulation): void => {
  sim.people.create(
    OWN,
    { regionId: REGION, vpcId: 'vpc-0' },
    { accountId: OWN, regionId: REGION, vpcId: 'vpc-1' },
  );
};

const waitBehindHub = async (
  platform: Partial<PlatformOptions>,
  rules: readonly FaultRule[],
): Promise<{ sim: Simulation; runs: number }> => {
  const sim = scene({ timings: { creatingMs: 5.5 * HOUR }, platform, rules });
  keepBusy(sim);
  send(sim, spoke(2));
  await sim.time.pass(5.5 * HOUR + 30 * MINUTE);
  const runs = sim.platform.runs.filter(({ kind }) => kind === 'requests').length;
  return { sim, runs };
};

const LOSSES: readonly FaultRule[] = [
  { on: 'enqueue:*', kind: 'lost', chance: 0.03, from: 0, to: LONG_MS },
];

describe('a request behind a hub that is busy for 5.5 hours', () => {
  it('takes less than 1.2 times the runs of a calm day where 5 % run twice and 3 % of answers are lost', async () => {
    const calm = await waitBehindHub({}, []);
    const rough = await waitBehindHub({ duplicate: 0.05 }, LOSSES);

    expect(heard(rough.sim, 'Creating').map(requestIdOf)).toEqual(['spoke-2']);
    expect(calm.runs).toBeLessThan(100);
    expect(rough.runs).toBeLessThan(calm.runs * 1.2);
  });

  it('takes less than 5 times the runs where task ids are ignored', async () => {
    const calm = await waitBehindHub({}, []);
    const ignored = await waitBehindHub({ idsHonoured: false, duplicate: 0.05 }, LOSSES);

    expect(heard(ignored.sim, 'Creating').map(requestIdOf)).toEqual(['spoke-2']);
    expect(ignored.runs).toBeLessThan(calm.runs * 5);
  });

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
  it('add up to one Failed within their bounds', async () => {
    const sim = scene();
    for (let hour = 0; hour < 40; hour++) {
      const kind = hour % 2 === 0 ? 'throttled' : 'conflict';
      const from = hour * 30 * MINUTE;
      sim.faults.add({
        on: 'api:CreateVpcPeerConnection',
        kind,
        chance: 1,
        from,
        to: from + 30 * MINUTE,
      });
    }
    send(sim, spoke(2));
    await sim.time.pass(20 * HOUR);

    expect(heard(sim, 'Failed')).toHaveLength(1);
    expect(sim.world.connections()).toEqual([]);
  });
});

describe('a connection that waits for the other account', () => {
  it('and is accepted by hand after 3 hours is told Activated within seconds of a sweep', async () => {
    const sim = scene();
    send(sim, {
      requestId: 'partner',
      regionId: REGION,
      vpcId: 'vpc-0',
      acceptingVpcId: 'vpc-partner',
      acceptingAliUid: '283117732402483989',
    });
    await sim.live(3 * HOUR);
    const instanceId = [...sim.truth.lives.keys()][0] ?? '';

    sim.people.on('283117732402483989', 'AcceptVpcPeerConnection', instanceId);
    await sim.time.pass(5 * SECOND);
    sim.sources.tick();
    await sim.time.pass(10 * SECOND);

    expect(whoHeard(sim, 'Activated')).toEqual(['partner']);
    expectSound(sim);
  });
});

describe('24 watches against a throttled API', () => {
  it('run no more often than the table of waits says', async () => {
    const sim = scene({ timings: { creatingMs: 30 * HOUR } }, 50);
    for (let index = 0; index < 24; index++)
      send(sim, {
        requestId: `r-${index}`,
        regionId: REGION,
        vpcId: `vpc-${2 * index}`,
        acceptingVpcId: `vpc-${2 * index + 1}`,
      });
    await sim.time.pass(MINUTE);
    const from = sim.time.elapsed();
    sim.faults.add({
      on: 'api:GetVpcPeerConnectionAttribute',
      kind: 'throttled',
      chance: 1,
      from,
      to: from + 3 * HOUR,
    });
    await sim.time.pass(2 * HOUR);
    const before = sim.platform.runs.length;
    await sim.time.pass(HOUR);

    // After two hours a watch looks every 8 to 12 minutes: a fifteenth of its age.
    expect(sim.platform.runs.length - before).toBeLessThan(24 * 12);
    expect(heard(sim, 'Failed').map(actionOf)).toEqual([]);
  });
});
