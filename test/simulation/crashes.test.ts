import { describe, expect, it } from 'vitest';
import { couple, fleet, partner } from './support/fleet.ts';
import { endOf, expectSound, inStatus, toldOf } from './support/invariants.ts';
import { routesOf } from './support/routes.ts';
import { type Simulation, simulate } from './support/simulation.ts';

const MINUTE = 60_000;

/** A connection that is there before anything dies. */
const settled = async (sim: Simulation, request: object, status: string): Promise<string> => {
  sim.request(request);
  await sim.live(4 * MINUTE);
  return inStatus(sim, status)[0] ?? '';
};

interface Scene {
  /** What stands before; resolves with the payload that is then asked for once. */
  readonly prepare: (sim: Simulation) => Promise<object>;
  /** The event that must be told in the end. */
  readonly fact: string;
}

const SCENES: Readonly<Record<string, Scene>> = {
  create: { prepare: async () => couple(0), fact: 'Activated' },
  'create and accept': { prepare: async () => partner({ accept: 'auto' }), fact: 'Activated' },
  modify: {
    prepare: async (sim) => {
      const instanceId = await settled(sim, couple(0), 'Activated');
      return { action: 'modify', requestId: 'm-1', instanceId, name: 'renamed' };
    },
    fact: 'Updated',
  },
  delete: {
    prepare: async (sim) => {
      const instanceId = await settled(sim, couple(0), 'Activated');
      return { action: 'delete', requestId: 'd-1', instanceId };
    },
    fact: 'Deleted',
  },
  accept: {
    prepare: async (sim) => {
      const instanceId = await settled(sim, partner(), 'Accepting');
      return { action: 'accept', requestId: 'a-1', instanceId };
    },
    fact: 'Activated',
  },
  reject: {
    prepare: async (sim) => {
      const instanceId = await settled(sim, partner(), 'Accepting');
      return { action: 'reject', requestId: 'r-1', instanceId };
    },
    fact: 'Rejected',
  },
};

const routed = couple(0, { routes: 'both' });

/** The same while routes are made and removed; what is in the tables must be the same in the end. */
const ROUTED: Readonly<Record<string, Scene>> = {
  'create with routes': { prepare: async () => routed, fact: 'Routes:Ready' },
  'delete with routes': {
    prepare: async (sim) => {
      const instanceId = await settled(sim, routed, 'Activated');
      return { action: 'delete', requestId: 'd-1', instanceId };
    },
    fact: 'Deleted',
  },
};

const routesIn = (sim: Simulation) => routesOf(sim, 'vpc-spoke0', 'vpc-spoke1');

const play = async ({ prepare }: Scene, dieAfter: number) => {
  const sim = simulate({ seed: 7, vpcs: fleet(2) });
  const payload = await prepare(sim);
  sim.dieAfter(dieAfter);
  sim.request(payload);
  await sim.live(40 * MINUTE);
  return sim;
};

describe.each(Object.entries({ ...SCENES, ...ROUTED }))('%s', (_, scene) => {
  it('ends in its fact, whichever call an invocation dies after', async () => {
    const calm = await play(scene, Number.POSITIVE_INFINITY);
    expect(toldOf(calm, scene.fact)).toHaveLength(1);
    let deaths = 0;
    for (;;) {
      const sim = await play(scene, deaths + 1);
      if (!sim.hasDied()) break;
      deaths += 1;
      expectSound(sim);
      expect([deaths, endOf(sim)]).toEqual([deaths, endOf(calm)]);
      expect([deaths, routesIn(sim)]).toEqual([deaths, routesIn(calm)]);
      expect([deaths, toldOf(sim, scene.fact).length]).toEqual([deaths, 1]);
    }
    expect(deaths).toBeGreaterThan(5);
  });
});

/** Asks once and dies after so many calls: what was begun is told, what was not is untouched. */
const askOnce = async (scene: Scene, dieAfter: number, dropDelayed: boolean) => {
  const sim = simulate({ seed: 7, vpcs: fleet(2) });
  const payload = await scene.prepare(sim);
  const before = JSON.stringify([endOf(sim), routesIn(sim)]);
  sim.dieAfter(dieAfter);
  sim.functions.dropDelayed = dropDelayed;
  sim.ask(payload);
  await sim.live(40 * MINUTE);

  const isTold = toldOf(sim, scene.fact).length === 1;
  const isUntouched = JSON.stringify([endOf(sim), routesIn(sim)]) === before;
  expect([dieAfter, isTold || isUntouched]).toEqual([dieAfter, true]);
  expect([dieAfter, toldOf(sim, 'Failed').length]).toEqual([dieAfter, 0]);
  expect(sim.history.broken).toEqual([]);
};

describe('an action that was asked for once, over HTTP', () => {
  const names = ['modify', 'delete', 'accept', 'reject', 'delete with routes'];
  it.each(names)('%s is finished once it was begun', async (name) => {
    const scene = SCENES[name] ?? ROUTED[name];
    if (!scene) throw new Error(`no scene ${name}`);
    for (let dieAfter = 1; dieAfter < 30; dieAfter++) await askOnce(scene, dieAfter, false);
  });

  // The connection remembers these, so that a sweep makes them again; a modify is told as failed then.
  it.each(['accept', 'reject'])(
    '%s is finished by sweeps where its watches are lost',
    async (name) => {
      const scene = SCENES[name];
      if (!scene) throw new Error(`no scene ${name}`);
      for (let dieAfter = 1; dieAfter < 10; dieAfter++) await askOnce(scene, dieAfter, true);
    },
  );
});
