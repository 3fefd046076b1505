import { describe, expect, it } from 'vitest';
import { hasFinding } from './support/record.ts';
import {
  aboutWhat,
  activated,
  byHand,
  couple,
  expectSound,
  heard,
  instanceFor,
  ourEntries,
  remove,
  scene,
  send,
} from './support/scene.ts';
import { HOUR, MINUTE, SECOND, type Simulation } from './support/simulation.ts';

describe('Deleting by somebody else', () => {
  it('that one sweep alone sees is told as Deleted', async () => {
    const sim = scene({ timings: { deletingMs: 60_000 } });
    const instanceId = await activated(sim);

    expect(sim.people.on(sim.settings.accountId, 'DeleteVpcPeerConnection', instanceId)).toBe(true);
    await sim.time.pass(SECOND);
    sim.sources.tick();
    await sim.time.pass(5 * MINUTE);

    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expectSound(sim);
  });
});

describe('a delete of a connection with routes that others delete first', () => {
  const OTHERS_SEE_NO_ROUTES = {
    behaviour: { deleteSeesRoutes: 'none' },
    timings: { deletingMs: 30_000 },
  } as const;

  const routed = async (sim: Simulation): Promise<string> => {
    const instanceId = await activated(sim, couple(0, { routes: 'both' }));
    await sim.time.pass(MINUTE);
    expect(ourEntries(sim)).toHaveLength(2);
    return instanceId;
  };

  it('leaves no entries of ours behind where its request sees the connection leaving', async () => {
    const sim = scene(OTHERS_SEE_NO_ROUTES);
    const instanceId = await routed(sim);
    byHand(sim, 'Delete', instanceId);
    send(sim, remove(instanceId));
    await sim.time.pass(10 * MINUTE);

    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expect(ourEntries(sim)).toEqual([]);
    expectSound(sim);
  });

  it('leaves no entries of ours behind where its request finds the row that a deleted connection leaves', async () => {
    const sim = scene({
      behaviour: { deleteSeesRoutes: 'none', deletedVisibleMs: MINUTE },
      timings: { deletingMs: 800 },
    });
    const instanceId = await routed(sim);
    byHand(sim, 'Delete', instanceId);
    await sim.time.pass(5 * SECOND);
    send(sim, remove(instanceId));
    await sim.time.pass(10 * MINUTE);

    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expect(ourEntries(sim)).toEqual([]);
    expectSound(sim);
  });

  it('leaves no entries of ours behind that a modify asked to be taken away and nobody had yet', async () => {
    const sim = scene(OTHERS_SEE_NO_ROUTES);
    const instanceId = await routed(sim);
    sim.onCall = (operation) => {
      if (operation !== 'enqueue:routes') return;
      sim.onCall = () => {};
      byHand(sim, 'Delete', instanceId);
    };
    send(sim, { requestId: 'fewer', action: 'modify', instanceId, routes: 'none' });
    await sim.time.pass(20 * MINUTE);

    expect(heard(sim, 'Routes:Failed')).toHaveLength(1);
    expect(ourEntries(sim)).toEqual([]);
    expectSound(sim);
  });

  it.each([
    ['sees the connection leaving', { outForMs: 20 * SECOND, afterMs: 5 * SECOND, options: {} }],
    [
      'finds nothing any more',
      { outForMs: 5 * MINUTE, afterMs: 20 * SECOND, options: { timings: { deletingMs: 800 } } },
    ],
  ])('leaves no entries of ours behind where the router %s', async (_, story) => {
    const sim = scene({ ...OTHERS_SEE_NO_ROUTES, ...story.options });
    const instanceId = await routed(sim);
    const from = sim.time.elapsed();
    sim.faults.add({
      on: 'api:DeleteVpcPeerConnection',
      subject: 'dry run',
      kind: 'unavailable',
      chance: 1,
      from,
      to: from + story.outForMs,
    });
    send(sim, remove(instanceId));
    await sim.time.pass(story.afterMs);
    byHand(sim, 'Delete', instanceId);
    await sim.time.pass(20 * MINUTE);

    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expect(ourEntries(sim)).toEqual([]);
    expectSound(sim);
  });

  it('leaves no entries of ours behind where only a part of them could be taken away', async () => {
    const sim = scene(OTHERS_SEE_NO_ROUTES);
    const instanceId = await routed(sim);
    const from = sim.time.elapsed();
    const refused = { on: 'api:DeleteRouteEntr*', kind: 'refused', chance: 1, from } as const;
    sim.faults.add({ ...refused, times: 1, to: from + MINUTE });
    sim.onCall = (operation) => {
      if (operation === 'api:DeleteRouteEntries') byHand(sim, 'Delete', instanceId);
      if (operation === 'api:DeleteRouteEntries') sim.onCall = () => {};
    };
    send(sim, remove(instanceId));
    await sim.time.pass(20 * MINUTE);

    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expect(ourEntries(sim)).toEqual([]);
    expectSound(sim);
  });
});

describe('the clean-up after a connection that others deleted', () => {
  it('finds entries that a modify asked for after the last look of the watch', async () => {
    const sim = scene({
      behaviour: { deleteSeesRoutes: 'none' },
      timings: { creatingMs: 20 * SECOND },
    });
    send(sim, couple(0));
    await sim.time.pass(10 * SECOND);
    const instanceId = instanceFor(sim, couple(0));
    const from = sim.time.elapsed();
    sim.faults.add({
      on: 'api:GetVpcPeerConnectionAttribute',
      subject: 'peerflow-poller',
      kind: 'unavailable',
      chance: 1,
      from,
      to: from + 20 * MINUTE,
    });
    await sim.time.pass(15 * SECOND);
    send(sim, { requestId: 'more', action: 'modify', instanceId, routes: 'both' });
    await sim.time.pass(MINUTE);
    expect(ourEntries(sim)).toHaveLength(2);
    byHand(sim, 'Delete', instanceId);
    await sim.time.pass(40 * MINUTE);

    expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]);
    expect(ourEntries(sim)).toEqual([]);
    expectSound(sim);
  });

  it('removes the entries also where the API took no delete for hours, and tells both', async () => {
    const sim = scene({ behaviour: { deleteSeesRoutes: 'none' } });
    const instanceId = await activated(sim, couple(0, { routes: 'both' }));
    await sim.time.pass(MINUTE);
    const from = sim.time.elapsed();
    const out = { on: 'api:DeleteRouteEntr*', kind: 'unavailable', chance: 1 } as const;
    sim.faults.add({ ...out, from, to: from + 5 * HOUR });
    byHand(sim, 'Delete', instanceId);
    sim.sources.tick();
    await sim.time.pass(5 * HOUR);
    expect(ourEntries(sim)).toHaveLength(2);
    expect(heard(sim, 'Routes:Removed').map((event) => hasFinding(event, 'RouteDangling'))).toEqual(
      [true],
    );
    await sim.time.pass(2 * HOUR);

    expect(ourEntries(sim)).toEqual([]);
    expect(heard(sim, 'Routes:Removed').map((event) => hasFinding(event, 'RouteDangling'))).toEqual(
      [true, false],
    );
    const tries = sim.record.called('api:DeleteRouteEntries');
    expect(tries).toBeLessThan(400);
    expectSound(sim);
  });

  it('tells every sink which entries it removed, also where its run dies between two', async () => {
    const sim = scene({
      sinks: [{ id: 'a' }, { id: 'b' }],
      behaviour: { deleteSeesRoutes: 'none' },
      timings: { deletingMs: 30_000 },
      rules: [
        {
          on: 'sink:b:Routes:Removed',
          kind: 'crash-after',
          chance: 1,
          times: 1,
          from: 0,
          to: HOUR,
        },
      ],
    });
    const instanceId = await activated(sim, couple(0, { routes: 'both' }));
    byHand(sim, 'Delete', instanceId);
    sim.sources.tick();
    await sim.time.pass(10 * MINUTE);

    expect(ourEntries(sim)).toEqual([]);
    expect(heard(sim, 'Routes:Removed', 'a')).toHaveLength(1);
    expect(heard(sim, 'Routes:Removed', 'b')).toHaveLength(1);
    expectSound(sim);
  });
});
