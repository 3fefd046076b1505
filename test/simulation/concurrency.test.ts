import { describe, expect, it } from 'vitest';
import { requestIdOf } from './support/record.ts';
import {
  aboutWhat,
  activated,
  couple,
  expectSound,
  heard,
  instanceFor,
  scene,
  send,
  sendAll,
  whoHeard,
} from './support/scene.ts';
import { MINUTE, SECOND } from './support/simulation.ts';

const modify = (instanceId: string, requestId: string, more: object = { name: requestId }) => ({
  action: 'modify',
  requestId,
  instanceId,
  ...more,
});

describe('two modifies of one connection', () => {
  it('from two instances at once each end in their own Updated', async () => {
    const sim = scene();
    const instanceId = await activated(sim);

    send(sim, modify(instanceId, 'one'));
    send(sim, modify(instanceId, 'two'));
    await sim.live(10 * MINUTE);

    expect([...whoHeard(sim, 'Updated')].sort()).toEqual(['one', 'two']);
    expectSound(sim);
  });

  it('in one message are made in their order', async () => {
    const sim = scene();
    const instanceId = await activated(sim);

    sendAll(sim, [modify(instanceId, 'first'), modify(instanceId, 'second')]);
    await sim.live(10 * MINUTE);

    expect(sim.world.connection(instanceId)?.name).toBe('second');
    expect([...whoHeard(sim, 'Updated')].sort()).toEqual(['first', 'second']);
    expectSound(sim);
  });
});

describe('a modify', () => {
  it('sent the moment Activated is heard, while the watch of the create still publishes, ends in Updated', async () => {
    const sim = scene({ sinks: [{ id: 'a' }, { id: 'b' }] });
    sim.faults.add({ on: 'sink:b:*', kind: 'slow', chance: 1, from: 0, to: MINUTE });
    send(sim, couple(0));
    await sim.time.passUntil(() => heard(sim, 'Activated').length > 0, MINUTE, 20);

    send(sim, modify(instanceFor(sim, couple(0)), 'm'));
    await sim.live(10 * MINUTE);

    expect(whoHeard(sim, 'Updated')).toEqual(['m']);
    expectSound(sim);
  });

  it.each([0, 50, 150, 300, 600, 1_200])('%i ms beside a sweep ends in Updated', async (gap) => {
    const sim = scene();
    const instanceId = await activated(sim);

    sim.sources.tick();
    await sim.time.pass(gap);
    send(sim, modify(instanceId, 'm'));
    await sim.time.pass(300);
    sim.sources.tick();
    await sim.live(10 * MINUTE);

    expect(whoHeard(sim, 'Updated')).toEqual(['m']);
    expectSound(sim);
  });

  it.each([0, 50, 150, 300, 600, 1_200])(
    '%i ms beside the router ends in Updated, and the routes stand',
    async (gap) => {
      const sim = scene();
      send(sim, couple(0, { routes: 'both' }));
      await sim.time.passUntil(() => heard(sim, 'Activated').length > 0, MINUTE, 50);
      await sim.time.pass(gap);

      send(sim, modify(instanceFor(sim, couple(0)), 'm'));
      await sim.live(10 * MINUTE);

      expect(whoHeard(sim, 'Updated')).toEqual(['m']);
      expect(heard(sim, 'Routes:Ready')).toHaveLength(1);
      expectSound(sim);
    },
  );

  it.each([0, 100, 200, 400, 800, 1_600, 3_200])(
    'sent %i ms after a delete that waits for its routes ends in its own fact, and the delete keeps its time',
    async (gap) => {
      const deletedAfter = async (isModified: boolean) => {
        const sim = scene();
        const instanceId = await activated(sim, couple(0, { routes: 'both' }));
        const { sentAt } = send(sim, { action: 'delete', requestId: 'd', instanceId });
        await sim.time.pass(gap);
        if (isModified) send(sim, modify(instanceId, 'm'));
        await sim.live(8 * MINUTE);
        expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
        expectSound(sim);
        const facts = [...heard(sim, 'Updated'), ...heard(sim, 'Failed')].map(requestIdOf);
        expect(facts).toEqual(isModified ? ['m'] : []);
        const deletedAt = sim.truth.life(instanceId)?.steps.at(-1)?.at ?? 0;
        return deletedAt - sentAt;
      };

      // Another operation on the connection costs what it takes, and one wait for it.
      expect(await deletedAfter(true)).toBeLessThan((await deletedAfter(false)) + 10 * SECOND);
    },
  );
});

describe('of changes of one connection by somebody else', () => {
  it('concurrent modifies of ours without any fault lose no Updated in 40 orders', async () => {
    for (let gap = 0; gap < 40; gap++) {
      const sim = scene({ seed: gap, timings: { updatingMs: 1_000 } });
      const instanceId = await activated(sim);
      send(sim, modify(instanceId, 'one'));
      await sim.time.pass(gap * 60);
      send(sim, modify(instanceId, 'two'));
      await sim.time.pass(5 * MINUTE);
      expect([...whoHeard(sim, 'Updated')].sort(), `gap ${gap}`).toEqual(['one', 'two']);
    }
  });
});

describe('two adopters at once', () => {
  it('are both told Adopted, and Activated carries the id of the one whose tag stands', async () => {
    const sim = scene();
    sim.people.create(
      sim.settings.accountId,
      { regionId: 'cn-hangzhou', vpcId: 'vpc-0' },
      { accountId: sim.settings.accountId, regionId: 'cn-hangzhou', vpcId: 'vpc-1' },
    );
    await sim.time.pass(10 * SECOND);

    send(sim, couple(0, { requestId: 'one' }));
    send(sim, couple(0, { requestId: 'two' }));
    await sim.live(10 * MINUTE);

    expect([...whoHeard(sim, 'Adopted')].sort()).toEqual(['one', 'two']);
    const [instanceId = ''] = aboutWhat(sim, 'Activated');
    const maker = sim.world
      .connection(instanceId)
      ?.tags.get(sim.settings.accountId)
      ?.get('peerflow:request');
    expect(whoHeard(sim, 'Activated')).toEqual([maker]);
  });
});
