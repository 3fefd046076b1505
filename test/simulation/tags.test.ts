import { describe, expect, it } from 'vitest';
import {
  aboutWhat,
  activated,
  byHand,
  couple,
  expectSound,
  heard,
  instanceFor,
  scene,
  send,
  whoHeard,
} from './support/scene.ts';
import { DAY, HOUR, MINUTE, OWN } from './support/simulation.ts';

const denied = { on: 'api:TagResources', kind: 'denied' as const, chance: 1, from: 0, to: 9 * DAY };

describe('TagResources that', () => {
  it('refuses to overwrite loses no fact', async () => {
    const sim = scene({ behaviour: { tagOverwrite: 'refuse' } });
    const instanceId = await activated(sim, couple(0, { routes: 'both' }));
    await sim.live(10 * MINUTE);

    const state = sim.world.connection(instanceId)?.tags.get(OWN)?.get('peerflow:state');
    expect(state).toBe('Activated');
    expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
    expectSound(sim);
  });

  it('is denied altogether keeps no routes from being made, and each fact is told', async () => {
    const sim = scene({ rules: [denied] });
    const instanceId = await activated(sim, couple(0, { routes: 'both' }));
    await sim.live(2 * HOUR);

    expect(heard(sim, 'Routes:Ready')).toHaveLength(1);
    expect(heard(sim, 'Activated')).toHaveLength(1);
    const times = sim.record.deliveries.filter(
      ({ event }) => event.id === `${instanceId}-Activated`,
    );
    expect(times.length).toBeLessThanOrEqual(3);
    const lines = sim.record.lines.filter(
      ({ msg, level }) => level === 'error' && msg.startsWith('State tag'),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(3);
    expectSound(sim);
  });

  it.each([
    ['for good', 'denied' as const],
    ['for as long as anybody waits', 'unavailable' as const],
  ])(
    'fails %s under a modify of values and routes is told as Updated and Routes:Failed',
    async (_, kind) => {
      const sim = scene();
      const instanceId = await activated(sim);
      sim.faults.add({ ...denied, kind, from: sim.time.elapsed() });
      send(sim, { action: 'modify', requestId: 'm', instanceId, name: 'renamed', routes: 'both' });
      await sim.live(2 * HOUR);

      expect(whoHeard(sim, 'Updated')).toEqual(['m']);
      expect(whoHeard(sim, 'Routes:Failed')).toEqual(['m']);
      expect(heard(sim, 'Failed')).toEqual([]);
      expectSound(sim);
    },
  );

  it('takes effect 10 s late loses no fact and repeats none under another id', async () => {
    const sim = scene({ behaviour: { tagLagMs: 10_000 } });
    const instanceId = await activated(sim);
    send(sim, { action: 'modify', requestId: 'm', instanceId, name: 'renamed' });
    await sim.live(10 * MINUTE);

    expect(whoHeard(sim, 'Updated')).toEqual(['m']);
    expectSound(sim);
  });
});

describe('tags that somebody', () => {
  const values: readonly (readonly [string, string | undefined])[] = [
    ['removes', undefined],
    ['fills with rubbish', 'rubbish;='],
    ['sets ahead of the truth', 'Deleted'],
  ];

  it.each(values)('%s make facts repeat at most, and lose none', async (_, value) => {
    const sim = scene({ timings: { creatingMs: 60_000 } });
    send(sim, couple(0));
    await sim.time.pass(20_000);
    const instanceId = instanceFor(sim, couple(0));
    sim.people.tag(OWN, instanceId, 'peerflow:state', value);
    await sim.live(10 * MINUTE);
    expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);

    sim.people.tag(OWN, instanceId, 'peerflow:state', value);
    byHand(sim, 'Delete', instanceId);
    sim.sources.tick();
    await sim.live(10 * MINUTE);
    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expectSound(sim);
  });

  it('removes all of them while it is created do not keep Activated from its maker', async () => {
    const sim = scene({ timings: { creatingMs: 60_000 } });
    send(sim, couple(0));
    await sim.time.pass(20_000);
    const instanceId = instanceFor(sim, couple(0));
    for (const key of ['request', 'options', 'state'])
      sim.people.tag(OWN, instanceId, `peerflow:${key}`, undefined);
    await sim.live(10 * MINUTE);

    expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
  });
});

describe('a state tag that somebody sets to Deleted', () => {
  it('does not keep Deleted from being announced when the connection is deleted on request', async () => {
    const sim = scene();
    const instanceId = await activated(sim);
    sim.people.tag(OWN, instanceId, 'peerflow:state', 'Deleted');

    send(sim, { action: 'delete', requestId: 'd', instanceId });
    await sim.time.pass(5 * MINUTE);

    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expectSound(sim);
  });
});
