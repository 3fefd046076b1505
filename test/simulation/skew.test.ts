import { describe, expect, it } from 'vitest';
import {
  aboutWhat,
  activated,
  couple,
  expectSound,
  partner,
  scene,
  send,
  whoHeard,
} from './support/scene.ts';
import { MINUTE, OTHER, OWN, REGION, type Simulation } from './support/simulation.ts';

const rough = (seed: number, delaysHonoured: boolean): Simulation =>
  scene({
    seed,
    platform: { skewMs: 25_000, recycle: 0.7, delaysHonoured },
    timings: { creatingMs: 8_000, updatingMs: 5_000, deletingMs: 5_000 },
  });

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('instances whose clocks differ by up to 50 s', () => {
  describe.each([true, false])('with delays honoured: %s', (delaysHonoured) => {
    it('end creates, modifies and deletes in their facts', async () => {
      for (const seed of SEEDS) {
        const sim = rough(seed, delaysHonoured);
        const instanceId = await activated(sim, couple(0, { routes: 'both' }));
        send(sim, { action: 'modify', requestId: 'm', instanceId, name: 'renamed' });
        await sim.live(6 * MINUTE);
        expect(whoHeard(sim, 'Updated'), `seed ${seed}`).toEqual(['m']);
        send(sim, { action: 'delete', requestId: 'd', instanceId });
        await sim.live(10 * MINUTE);
        expect(aboutWhat(sim, 'Deleted'), `seed ${seed}`).toEqual([instanceId]);
        expectSound(sim);
      }
    });

    it('accept by themselves and on request', async () => {
      for (const seed of SEEDS) {
        const sim = rough(seed, delaysHonoured);
        sim.settings = { ...sim.settings, policy: [{ name: 'all', effect: 'allow', when: {} }] };
        sim.people.create(
          OTHER,
          { regionId: REGION, vpcId: 'vpc-partner' },
          { accountId: OWN, regionId: REGION, vpcId: 'vpc-1' },
        );
        await sim.time.pass(MINUTE);
        send(sim, partner({ accept: 'auto' }));
        await sim.live(4 * MINUTE);
        const theirs = [...sim.truth.lives.values()].find(
          ({ connection }) => connection.ownerId === OTHER,
        );
        const instanceId = theirs?.instanceId ?? '';
        send(sim, { action: 'accept', requestId: 'acc', instanceId });
        await sim.live(10 * MINUTE);
        expect([...whoHeard(sim, 'Activated')].sort(), `seed ${seed}`).toEqual(['acc', 'partner']);
      }
    });

    it('take no invocations without end', async () => {
      const sim = rough(1, delaysHonoured);
      await activated(sim);
      await sim.live(30 * MINUTE);
      expect(sim.platform.runs.length).toBeLessThan(80);
    });
  });
});
