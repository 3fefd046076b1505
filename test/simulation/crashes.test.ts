import { describe, expect, it } from 'vitest';
import { instanceOf } from './support/record.ts';
import {
  aboutWhat,
  activated,
  byHand,
  call,
  couple,
  expectSound,
  heard,
  instanceFor,
  partner,
  scene,
  send,
  whoHeard,
} from './support/scene.ts';
import {
  HOUR,
  MINUTE,
  OTHER,
  OWN,
  REGION,
  type Simulation,
  type SimulationOptions,
} from './support/simulation.ts';

/** Something that happens, and what has to be true of it in the end. */
interface Story {
  readonly setUp?: (sim: Simulation) => Promise<string>;
  readonly act: (sim: Simulation, instanceId: string) => void;
  readonly check: (sim: Simulation, instanceId: string) => void;
  readonly forMs?: number;
  /** The function that dies; any of them by default. */
  readonly diesIn?: string;
  readonly mayFail?: boolean;
  readonly options?: Partial<SimulationOptions>;
}

/** More places than any story has; one that never ends must not run for ever. */
const MOST_PLACES = 400;

const POLICY = [{ name: 'everything', effect: 'allow' as const, when: {} }];

/** Runs a story once for each place at which an instance can die: before and after every call. */
const dieEverywhere = async (story: Story): Promise<number> => {
  const { setUp, act, check, forMs = 4 * MINUTE, diesIn, mayFail = false, options } = story;
  for (let place = 1; place <= MOST_PLACES; place++) {
    const sim = scene({
      sinks: [{ id: 'a' }, { id: 'b' }],
      settings: { policy: POLICY },
      ...options,
      ...(diesIn ? { crashIn: diesIn } : {}),
    });
    const instanceId = (await setUp?.(sim)) ?? '';
    sim.crashAfter(place);
    act(sim, instanceId);
    await sim.live(forMs);
    check(sim, instanceId);
    if (!mayFail) expect(heard(sim, 'Failed'), `place ${place}`).toEqual([]);
    expectSound(sim);
    if (!sim.hasCrashed) return place - 1;
  }
  throw new Error('The story has no end.');
};

const theirs = async (sim: Simulation): Promise<string> => {
  sim.people.create(
    OTHER,
    { regionId: REGION, vpcId: 'vpc-partner' },
    { accountId: OWN, regionId: REGION, vpcId: 'vpc-1' },
  );
  await sim.time.pass(MINUTE);
  return [...sim.truth.lives.keys()][0] ?? '';
};

const standing = (sim: Simulation) => activated(sim);

/** A caller who asks again with the same key until there is an answer, and whose function dies. */
const asking = (
  method: string,
  pathOf: (instanceId: string) => string,
  action: 'accept' | 'reject' | 'modify' | 'delete',
  body = {},
): Pick<Story, 'act' | 'diesIn'> => ({
  act: (sim, instanceId) =>
    call(sim, method, pathOf(instanceId), { body, key: 'x', action, instanceId }),
  diesIn: 'peerflow-request',
});

const STORIES: Readonly<Record<string, Story>> = {
  'a create': {
    act: (sim) => send(sim, couple(0)),
    check: (sim) => {
      expect(sim.world.connections()).toHaveLength(1);
      expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
    },
  },
  'a create of an HTTP caller who asks again with the same key': {
    act: (sim) => call(sim, 'POST', '/peerings', { body: couple(0), key: 'couple-0' }),
    check: (sim) => {
      expect(sim.world.connections()).toHaveLength(1);
      expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
    },
  },
  'a create that adopts': {
    setUp: async (sim) => {
      sim.people.create(
        OWN,
        { regionId: REGION, vpcId: 'vpc-0' },
        { accountId: OWN, regionId: REGION, vpcId: 'vpc-1' },
      );
      await sim.time.pass(MINUTE);
      return instanceFor(sim, couple(0));
    },
    act: (sim) => send(sim, couple(0)),
    check: (sim) => {
      expect(sim.world.connections()).toHaveLength(1);
      expect(whoHeard(sim, 'Adopted')).toEqual(['couple-0']);
      expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
    },
  },
  'a create that is accepted in the other account': {
    act: (sim) => send(sim, partner({ accept: 'auto' })),
    check: (sim) => expect(whoHeard(sim, 'Activated')).toEqual(['partner']),
  },
  'a create with routes': {
    act: (sim) => send(sim, couple(0, { routes: 'both' })),
    check: (sim) => {
      expect(whoHeard(sim, 'Activated')).toEqual(['couple-0']);
      expect(heard(sim, 'Routes:Ready')).toHaveLength(1);
    },
  },
  'an accept': {
    setUp: theirs,
    act: (sim, instanceId) => send(sim, { action: 'accept', requestId: 'x', instanceId }),
    check: (sim, instanceId) => expect(aboutWhat(sim, 'Activated')).toEqual([instanceId]),
  },
  'a reject': {
    setUp: theirs,
    act: (sim, instanceId) => send(sim, { action: 'reject', requestId: 'x', instanceId }),
    check: (sim, instanceId) => expect(aboutWhat(sim, 'Rejected')).toEqual([instanceId]),
  },
  'a modify': {
    setUp: standing,
    act: (sim, instanceId) =>
      send(sim, { action: 'modify', requestId: 'x', instanceId, name: 'renamed' }),
    check: (sim) => expect(whoHeard(sim, 'Updated')).toEqual(['x']),
  },
  'a delete': {
    setUp: standing,
    act: (sim, instanceId) => send(sim, { action: 'delete', requestId: 'x', instanceId }),
    check: (sim, instanceId) => expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]),
  },
  'a delete with routes': {
    setUp: (sim) => activated(sim, couple(0, { routes: 'both' })),
    act: (sim, instanceId) => send(sim, { action: 'delete', requestId: 'x', instanceId }),
    // Entries that were removed are put back where the removal broke off, and the delete says so.
    check: (sim, instanceId) => {
      const isDeleted = sim.truth.statusOf(instanceId) === 'Deleted';
      expect(aboutWhat(sim, 'Deleted')).toEqual(isDeleted ? [instanceId] : []);
      expect(heard(sim, 'Failed')).toHaveLength(isDeleted ? 0 : 1);
      const entries = ['vpc-0', 'vpc-1'].flatMap((vpcId) =>
        sim.world.network
          .routeEntries(vpcId)
          .filter(({ description }) => description.startsWith('peerflow ')),
      );
      expect(entries).toHaveLength(isDeleted ? 0 : 2);
    },
    mayFail: true,
    // A router that dies with the lease in its hand leaves it for twenty minutes at most.
    forMs: 32 * MINUTE,
    diesIn: 'peerflow-router',
  },
  'an accept over HTTP': {
    setUp: theirs,
    ...asking('POST', (id) => `/peerings/${id}/accept`, 'accept'),
    check: (sim, instanceId) => expect(aboutWhat(sim, 'Activated')).toEqual([instanceId]),
  },
  'a reject over HTTP': {
    setUp: theirs,
    ...asking('POST', (id) => `/peerings/${id}/reject`, 'reject'),
    check: (sim, instanceId) => expect(aboutWhat(sim, 'Rejected')).toEqual([instanceId]),
  },
  'a modify over HTTP': {
    setUp: standing,
    ...asking('PATCH', (id) => `/peerings/${id}`, 'modify', { name: 'renamed' }),
    check: (sim) => expect(whoHeard(sim, 'Updated')).toEqual(['x']),
  },
  'a delete over HTTP': {
    setUp: standing,
    ...asking('DELETE', (id) => `/peerings/${id}`, 'delete'),
    check: (sim, instanceId) => expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]),
  },
  'a delete with routes over HTTP': {
    setUp: (sim) => activated(sim, couple(0, { routes: 'both' })),
    ...asking('DELETE', (id) => `/peerings/${id}`, 'delete'),
    check: (sim, instanceId) => expect(aboutWhat(sim, 'Deleted')).toEqual([instanceId]),
    forMs: 12 * MINUTE,
  },
  'the delivery of an event to a sink that is down': {
    setUp: async (sim) => {
      sim.faults.add({ on: 'sink:b:*', kind: 'unavailable', chance: 1, from: 0, to: 40_000 });
      return '';
    },
    act: (sim) => send(sim, couple(0)),
    check: (sim) => expect(heard(sim, 'Activated', 'b')).toHaveLength(1),
    diesIn: 'peerflow-worker',
  },
  'the clean-up of routes whose connection others deleted': {
    setUp: async (sim) => {
      send(sim, couple(0, { routes: 'both' }));
      await sim.live(4 * MINUTE);
      return aboutWhat(sim, 'Activated')[0] ?? '';
    },
    act: (sim, instanceId) => byHand(sim, 'Delete', instanceId, OWN),
    check: (sim, instanceId) => {
      for (const sink of ['a', 'b'])
        expect(heard(sim, 'Routes:Removed', sink).map(instanceOf)).toEqual([instanceId]);
    },
    forMs: 20 * MINUTE,
    diesIn: 'peerflow-router',
    options: {
      behaviour: { deleteSeesRoutes: 'none' },
      timings: { deletingMs: 5 * MINUTE },
    },
  },
  'the repair of routes that somebody took away': {
    setUp: async (sim) => {
      send(sim, couple(0, { routes: 'both' }));
      await sim.live(4 * MINUTE);
      return aboutWhat(sim, 'Activated')[0] ?? '';
    },
    act: (sim) => {
      for (const entry of sim.world.network.routeEntries('vpc-0'))
        if (entry.description.startsWith('peerflow '))
          sim.world.network.removeRouteEntry(entry.routeEntryId);
    },
    check: (sim, instanceId) => {
      for (const sink of ['a', 'b'])
        expect(heard(sim, 'Routes:Repaired', sink).map(instanceOf)).toEqual([instanceId]);
    },
    forMs: 30 * MINUTE,
    diesIn: 'peerflow-router',
    options: { settings: { drift: 'repair', driftEveryMs: 10 * MINUTE } },
  },
  'a sweep that finds what others did': {
    setUp: async (sim) => {
      send(sim, partner());
      await sim.live(4 * MINUTE);
      const instanceId = aboutWhat(sim, 'Accepting')[0] ?? '';
      byHand(sim, 'Accept', instanceId, OTHER);
      await sim.time.pass(MINUTE);
      return instanceId;
    },
    act: (sim) => sim.sources.tick(),
    check: (sim) => expect(whoHeard(sim, 'Activated')).toEqual(['partner']),
  },
};

describe('an instance that dies at any call of', () => {
  it.each(Object.entries(STORIES))(
    '%s loses nothing, and tells nothing that is not so',
    async (_, story) => {
      expect(await dieEverywhere(story)).toBeGreaterThan(4);
    },
  );
});

describe('an HTTP caller whose function dies and who does not ask again', () => {
  it('is told the status of the connection by the sweep', async () => {
    let sweptOnce = false;
    for (let place = 1; place <= 40; place++) {
      const sim = scene({ crashIn: 'peerflow-request' });
      sim.crashAfter(place);
      call(sim, 'POST', '/peerings', { body: couple(0), key: 'couple-0', times: 1 });
      await sim.live(HOUR);
      const made = sim.world.connections().length;
      expect(whoHeard(sim, 'Activated'), `place ${place}`).toEqual(made === 0 ? [] : ['couple-0']);
      sweptOnce ||= sim.hasCrashed && made === 1;
      if (!sim.hasCrashed) break;
    }
    expect(sweptOnce).toBe(true);
  });
});
