import { describe, expect, it } from 'vitest';
import { textsOf } from '../../../../../lib/peering/routes/plan/ours.ts';
import { shortType } from '../../../../simulation/support/record.ts';
import type { FaultRule } from '../../../../simulation/support/rules.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  OTHER,
  OWN,
  type Simulation,
  type SimulationOptions,
} from '../../../../simulation/support/simulation.ts';
import {
  ask,
  byHand,
  connect,
  kinds,
  lastOf,
  leading,
  peerflow,
  vpcA,
  vpcB,
  vpcPartner,
  wide,
} from './support.ts';

const remove = (sim: Simulation, instanceId: string): void =>
  ask(sim, { requestId: 'bye-1', action: 'delete', instanceId });

const twoTables = () =>
  vpcA({
    vSwitches: [
      { id: 'vsw-a', cidrBlock: '10.0.1.0/24' },
      { id: 'vsw-a2', cidrBlock: '10.0.2.0/24' },
    ],
    routeTables: [{ id: 'vtb-a2', vSwitchIds: ['vsw-a2'] }],
  });

const stands = (sim: Simulation, id: string): boolean =>
  leading(sim, id, 'vpc-a').length === 1 && leading(sim, id, 'vpc-b').length === 1;

const isGone = (sim: Simulation, id: string): boolean => sim.truth.hasBeen(id, 'Deleting');

const failures = (sim: Simulation) =>
  sim.sinks.events().filter((each) => shortType(each) === 'Failed');

/** Of the lease that a removal takes: it holds for the present period and the next. */
const PERIOD_MS = 10 * MINUTE;

/** Does something as soon as the first entry is taken away. */
const onceCut = (sim: Simulation, then: () => void): void => {
  const stop = sim.world.network.onChange(({ to }) => {
    if (to !== 'Deleting') return;
    stop();
    then();
  });
};

/** From now until `to`, in ms since the start, the API takes no delete. */
const failDeletes = (sim: Simulation, kind: FaultRule['kind'], to: number): void =>
  sim.faults.add({
    on: 'api:DeleteVpcPeerConnection',
    kind,
    ...(kind === 'refused' ? { code: 'OperationDenied.ServiceManagedInstance' } : {}),
    chance: 1,
    from: 0,
    to,
  });

/** Takes our entries away from tables, as if the router had not made them yet. */
const removeOurs = ({ world: { network } }: Simulation, id: string, tables: readonly string[]) => {
  const ours = tables.flatMap((table) =>
    network.routeEntries(table).filter(({ nextHops }) => nextHops[0]?.nextHopId === id),
  );
  for (const { routeEntryId } of ours) network.removeRouteEntry(routeEntryId);
  return ours;
};

/** Writes entries as the router writes them. */
const putBackAsOurs = (
  { world: { network } }: Simulation,
  id: string,
  entries: ReturnType<typeof removeOurs>,
): void => {
  for (const entry of entries)
    network.addRouteEntry(entry.routeTableId, {
      destinationCidrBlock: entry.destinationCidrBlock,
      nextHopId: id,
      nextHopType: 'VpcPeer',
      name: entry.routeEntryName,
      description: entry.description,
    });
};

/** The first call of Delete is the dry run of the check. */
const onSecondDelete = (sim: Simulation, then: () => void): void => {
  let deletes = 0;
  sim.onCall = (operation) => {
    if (operation === 'api:DeleteVpcPeerConnection' && ++deletes === 2) then();
  };
};

describe('a delete with routes', () => {
  it('removes exactly ours on both sides, then the connection', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    const kept = byHand(sim, 'vtb-a', '10.66.0.0/16');
    remove(sim, id);
    await sim.live(10 * MINUTE);

    expect(sim.truth.statusOf(id)).toBe('Deleted');
    expect(leading(sim, id, 'vpc-a')).toEqual([]);
    expect(sim.world.network.routeEntries('vtb-a')).toContainEqual(kept);
    expect(lastOf(sim, 'Routes:Removed').data).toMatchObject({
      requestId: 'bye-1',
      planCounts: { removed: 2 },
    });
    expect(kinds(sim)).toContain('Deleted');
    expect(failures(sim)).toEqual([]);
  });

  it.each([4, 6, 8, 10, 12, 14, 17, 20, 25])(
    'that is sent %s s after the create waits for the router that still makes routes',
    async (seconds) => {
      const sim = peerflow();
      const id = await connect(sim, {}, seconds * 1_000);
      remove(sim, id);
      await sim.live(15 * MINUTE);

      expect(failures(sim)).toEqual([]);
      expect(sim.truth.statusOf(id)).toBe('Deleted');
      expect(kinds(sim)).toContain('Deleted');
    },
  );

  it('takes the entries too that the router was still making when it began', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    const made = removeOurs(sim, id, ['vtb-a', 'vtb-b']);
    // Both sides are read, nothing is there to be recorded; then the router writes what the create asked for.
    onSecondDelete(sim, () => putBackAsOurs(sim, id, made));
    remove(sim, id);
    await sim.live(15 * MINUTE);

    expect(made).toHaveLength(2);
    expect(isGone(sim, id)).toBe(true);
    expect(failures(sim)).toEqual([]);
    expect(lastOf(sim, 'Routes:Removed').data).toMatchObject({ requestId: 'bye-1' });
  });

  it('takes those too that the router makes anew in a table that was cleared before', async () => {
    const sim = peerflow({ behaviour: { deleteSeesRoutes: 'none' } });
    const id = await connect(sim);
    const made = ['vtb-a', 'vtb-b'].flatMap((table) =>
      sim.world.network.routeEntries(table).filter(({ nextHops }) => nextHops[0]?.nextHopId === id),
    );
    onSecondDelete(sim, () => putBackAsOurs(sim, id, made));
    remove(sim, id);
    await sim.live(15 * MINUTE);

    expect(made).toHaveLength(2);
    expect(isGone(sim, id)).toBe(true);
    expect([...leading(sim, id, 'vpc-a'), ...leading(sim, id, 'vpc-b')]).toEqual([]);
    expect(lastOf(sim, 'Routes:Removed').data).toMatchObject({ planCounts: { removed: 2 } });
  });

  it('says what it put back where its second attempt is refused', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    const made = removeOurs(sim, id, ['vtb-a']);
    onSecondDelete(sim, () => {
      putBackAsOurs(sim, id, made);
      const stop = sim.world.network.onChange(({ to }) => {
        if (to !== 'Available') return;
        stop();
        byHand(sim, 'vtb-b', '10.77.0.0/16', { nextHopId: id, nextHopType: 'VpcPeer' });
      });
    });
    remove(sim, id);
    await sim.live(20 * MINUTE);

    expect(leading(sim, id, 'vpc-b')).toEqual(['vtb-b 10.0.0.0/16', 'vtb-b 10.77.0.0/16']);
    expect(isGone(sim, id)).toBe(false);
    expect(failures(sim)).toHaveLength(1);
    expect(JSON.stringify(failures(sim))).toMatch(/RouteNotOurs.*RoutesRestored/);
  });

  it('is refused for an entry of somebody else, and nothing is removed', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    byHand(sim, 'vtb-b', '10.77.0.0/16', { nextHopId: id, nextHopType: 'VpcPeer' });
    remove(sim, id);
    await sim.live(10 * MINUTE);

    expect(leading(sim, id, 'vpc-a')).toHaveLength(1);
    expect(leading(sim, id, 'vpc-b')).toHaveLength(2);
    expect(sim.record.called('api:DeleteRouteEntries')).toBe(0);
    expect(failures(sim).map(({ data }) => data)).toMatchObject([
      { requestId: 'bye-1', failure: { code: 'OperationDenied.RouteEntryExist' } },
    ]);
  });

  it('puts everything back where a foreign entry appears during the removal', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    const stop = sim.world.network.onChange(({ to }) => {
      if (to !== '') return;
      stop();
      byHand(sim, 'vtb-b', '10.77.0.0/16', { nextHopId: id, nextHopType: 'VpcPeer' });
    });
    remove(sim, id);
    await sim.live(20 * MINUTE);

    expect(sim.truth.statusOf(id)).toBe('Activated');
    expect(leading(sim, id, 'vpc-a')).toEqual(['vtb-a 10.1.0.0/16']);
    expect(leading(sim, id, 'vpc-b')).toContain('vtb-b 10.0.0.0/16');
    expect(failures(sim)).toHaveLength(1);
  });

  it('puts everything back where the API refuses the delete for good', async () => {
    const sim = peerflow({ rules: [] });
    const id = await connect(sim);
    onceCut(sim, () => failDeletes(sim, 'refused', DAY));
    remove(sim, id);
    await sim.live(20 * MINUTE);

    expect(stands(sim, id)).toBe(true);
    expect(failures(sim).map(({ data }) => data)).toMatchObject([
      {
        failure: { code: 'OperationDenied.ServiceManagedInstance' },
        findings: [
          {
            code: 'RoutesRestored',
            severity: 'info',
            pointer: '/instanceId',
            detail: '2 route entries that were removed for the delete are back.',
            evidence: { count: 2 },
          },
        ],
      },
    ]);
    expect(kinds(sim)).not.toContain('Routes:Removed');
  });

  it('puts everything back although its conclusion was taken before, by a run that saw no entry gone', async () => {
    const sim = peerflow({ rules: [] });
    const id = await connect(sim);
    const submit = sim.platform.submit.bind(sim.platform);
    let taken: string | undefined;
    sim.platform.submit = (name, payload, options) => {
      if (payload.includes('"phase":"conclude"')) taken ??= options.id;
      return options.id === taken
        ? { existing: true, honoursIds: true }
        : submit(name, payload, options);
    };
    onceCut(sim, () => failDeletes(sim, 'refused', DAY));
    remove(sim, id);
    await sim.live(30 * MINUTE);

    expect(taken).toBeDefined();
    expect(stands(sim, id)).toBe(true);
    expect(failures(sim)).toHaveLength(1);
  });

  it('says in its Failed which entries could not be put back', async () => {
    const sim = peerflow({ rules: [] });
    const id = await connect(sim);
    onceCut(sim, () => {
      failDeletes(sim, 'refused', DAY);
      sim.faults.add({ on: 'api:CreateRouteEntries', kind: 'denied', chance: 1, from: 0, to: DAY });
    });
    remove(sim, id);
    await sim.live(20 * MINUTE);

    const [failed] = failures(sim);
    expect(failed?.data).toMatchObject({
      failure: { code: 'OperationDenied.ServiceManagedInstance' },
      findings: [{ code: 'RoutesNotRestored', severity: 'error', evidence: { count: 2 } }],
    });
    expect(stands(sim, id)).toBe(false);
  });

  it('removes nothing where the role may not delete entries of the other account', async () => {
    const sim = peerflow({ vpcs: [vpcA(), vpcPartner()] });
    const id = await connect(sim, {
      acceptingVpcId: 'vpc-p',
      acceptingAliUid: OTHER,
      accept: 'auto',
    });
    await sim.live(5 * MINUTE);
    const before = [leading(sim, id, 'vpc-a').length, leading(sim, id, 'vpc-p').length];
    sim.faults.add({ on: 'api:DeleteRouteEntries', kind: 'denied', chance: 1, from: 0, to: DAY });
    remove(sim, id);
    await sim.live(10 * MINUTE);

    expect(before).toEqual([1, 1]);
    expect([leading(sim, id, 'vpc-a').length, leading(sim, id, 'vpc-p').length]).toEqual([1, 1]);
    expect(failures(sim)).toHaveLength(1);
  });

  it('of an unreadable side is refused, and passes once its routes are given up', async () => {
    const sim = peerflow({ vpcs: [vpcA(), vpcPartner()], settings: { accepterRole: undefined } });
    void connect(sim, { acceptingVpcId: 'vpc-p', acceptingAliUid: OTHER });
    await sim.live(3 * MINUTE);
    const id = [...sim.truth.lives.keys()][0] ?? '';
    sim.people.on(OTHER, 'AcceptVpcPeerConnection', id);
    await sim.live(10 * MINUTE);
    const asked = sim.sources.http({ method: 'DELETE', path: `/peerings/${id}`, key: 'd1' });
    await sim.live(MINUTE);
    const answer = await asked;
    ask(sim, { requestId: 'patch-1', action: 'modify', instanceId: id, routes: 'requester' });
    await sim.live(5 * MINUTE);
    const ready = sim.sinks.events().filter((each) => shortType(each) === 'Routes:Ready');
    remove(sim, id);
    await sim.live(10 * MINUTE);

    expect(answer?.status).toBe(409);
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({
      findings: [{ code: 'UnreadRoutes', remedy: expect.stringContaining('routes: "requester"') }],
    });
    expect(ready.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ requestId: 'patch-1' }),
    );
    expect(sim.truth.statusOf(id)).toBe('Deleted');
    expect(kinds(sim)).toContain('Routes:Partial');
  });
});

describe('two deletes of one connection', () => {
  /** Both begin at once; the API is down for a while once the first entry is taken away. */
  const both = async (
    seed: number,
    second = 'bye-2',
    startsAt: (sim: Simulation) => Promise<void> = async () => {},
  ) => {
    const sim = peerflow({ seed });
    const id = await connect(sim);
    await startsAt(sim);
    const cuts: number[] = [];
    sim.world.network.onChange(({ to }) => {
      if (to !== 'Deleting') return;
      if (cuts.length === 0)
        sim.faults.add({
          on: 'api:DeleteVpcPeerConnection',
          kind: 'unavailable',
          chance: 1,
          from: 0,
          to: sim.time.elapsed() + 7 * MINUTE,
        });
      cuts.push(sim.time.now());
    });
    ask(sim, { requestId: 'bye-1', action: 'delete', instanceId: id });
    await sim.time.pass(seed * 70);
    ask(sim, { requestId: second, action: 'delete', instanceId: id });
    await sim.live(HOUR);
    return { sim, id, cuts };
  };

  const expectTurns = ({ sim, id, cuts }: Awaited<ReturnType<typeof both>>, about: string) => {
    const [failed, ...others] = failures(sim);
    const failedAt = sim.record.announced.get(failed?.id ?? '')?.at ?? Number.NaN;

    expect(others, about).toEqual([]);
    expect(sim.truth.statusOf(id), about).toBe('Deleted');
    expect(
      cuts.filter((at) => at < failedAt),
      about,
    ).toHaveLength(2);
    expect(
      cuts.filter((at) => at > failedAt),
      about,
    ).toHaveLength(2);
  };

  it('take their turns: the second begins when the first has put back what it took away', async () => {
    for (let seed = 1; seed <= 4; seed++) expectTurns(await both(seed), `seed ${seed}`);
  });

  it('cost few calls where delays are ignored: the second waits for minutes once the first was refused', async () => {
    const sim = peerflow({ platform: { delaysHonoured: false } });
    const id = await connect(sim);
    onceCut(sim, () => failDeletes(sim, 'refused', sim.time.elapsed() + MINUTE));
    remove(sim, id);
    await sim.live(2 * MINUTE);
    ask(sim, { requestId: 'bye-2', action: 'delete', instanceId: id });
    await sim.live(HOUR);

    expect(failures(sim)).toHaveLength(1);
    expect(sim.truth.statusOf(id)).toBe('Deleted');
    expect(sim.record.called('api:DeleteVpcPeerConnection')).toBeLessThan(60);
  });

  it('take their turns also where a period of leases ends between them', async () => {
    for (let beforeMs = 200; beforeMs <= 3_000; beforeMs += 400) {
      const startsAt = (sim: Simulation) =>
        sim.time.pass(PERIOD_MS - (sim.time.now() % PERIOD_MS) - beforeMs);
      expectTurns(await both(2, 'bye-2', startsAt), `${beforeMs} ms before`);
    }
  });

  it.each([true, false])(
    'leave the routes standing or the connection gone, wherever the API fails (task ids honoured: %s)',
    async (idsHonoured) => {
      for (let seed = 1; seed <= 18; seed++) {
        const sim = peerflow({ seed, platform: { idsHonoured } });
        const id = await connect(sim);
        const forMs = (seed % 9) * MINUTE;
        onceCut(sim, () => failDeletes(sim, 'unavailable', sim.time.elapsed() + forMs));
        ask(sim, { requestId: 'bye-1', action: 'delete', instanceId: id });
        await sim.time.pass(seed * 210);
        ask(sim, { requestId: 'bye-2', action: 'delete', instanceId: id });
        await sim.live(2 * HOUR);

        const isDeleted = sim.truth.statusOf(id) === 'Deleted';
        expect(isDeleted || stands(sim, id), `seed ${seed}`).toBe(true);
        expect(kinds(sim).includes('Deleted'), `seed ${seed}`).toBe(isDeleted);
        if (!isDeleted) expect(failures(sim).length, `seed ${seed}`).toBeGreaterThan(0);
      }
    },
  );

  it('end each by itself where one request is sent once more before it fails', async () => {
    const { sim, id, cuts } = await both(1, 'bye-1');

    expect(failures(sim).map(({ data }) => data)).toMatchObject([
      { requestId: 'bye-1', failure: { retryable: true } },
    ]);
    expect(cuts).toHaveLength(4);
    expect(sim.truth.statusOf(id)).toBe('Deleted');
  });

  it('end in one Deleted of the maker’s id where the first is taken', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const sim = peerflow({ seed });
      const id = await connect(sim);
      ask(sim, { requestId: 'bye-1', action: 'delete', instanceId: id });
      await sim.time.pass(seed * 300);
      ask(sim, { requestId: 'bye-2', action: 'delete', instanceId: id });
      await sim.live(20 * MINUTE);

      expect(failures(sim), `seed ${seed}`).toEqual([]);
      expect(sim.truth.statusOf(id)).toBe('Deleted');
      for (const { type, data } of sim.sinks.events())
        if (type.endsWith(':Deleted')) expect(data).toMatchObject({ requestId: 'order-1' });
    }
  });
});

describe('a delete with routes that is interrupted', () => {
  const outcome = async (options: Partial<SimulationOptions>) => {
    const sim = peerflow(options);
    const id = await connect(sim);
    remove(sim, id);
    await sim.live(HOUR);
    return { sim, id };
  };

  const check = ({ sim, id }: Awaited<ReturnType<typeof outcome>>): void => {
    const hasFailed = failures(sim).length > 0;
    expect(sim.record.broken).toEqual([]);
    expect(sim.smq.bodies('peerflow-failed')).toEqual([]);
    if (hasFailed) expect(stands(sim, id)).toBe(true);
    else {
      expect(isGone(sim, id)).toBe(true);
      expect(kinds(sim)).toContain('Deleted');
      expect(kinds(sim)).toContain('Routes:Removed');
      expect(leading(sim, id, 'vpc-a')).toEqual([]);
    }
    expect(hasFailed).not.toBe(isGone(sim, id));
    expect(failures(sim).length).toBeLessThan(2);
  };

  it('ends with the routes or without the connection, wherever the router dies', async () => {
    const calm = await outcome({ crashIn: 'peerflow-router' });
    const before = peerflow({ crashIn: 'peerflow-router' });
    await connect(before);
    check(calm);
    expect(calm.sim.points).toBeGreaterThan(before.points + 40);
    for (let crashAt = before.points + 1; crashAt <= calm.sim.points; crashAt++)
      check(await outcome({ crashIn: 'peerflow-router', crashAt }));
  });

  it('puts the routes back where the delete is refused, wherever the router dies', async () => {
    const refusal = { on: 'api:DeleteVpcPeerConnection', kind: 'refused', chance: 1 } as const;
    const run = async (crashAt?: number) => {
      const sim = peerflow({ crashIn: 'peerflow-router', ...(crashAt ? { crashAt } : {}) });
      const id = await connect(sim);
      const points = sim.points;
      const stop = sim.world.network.onChange(({ to }) => {
        if (to !== 'Deleting') return;
        stop();
        sim.faults.add({ ...refusal, from: 0, to: DAY });
      });
      remove(sim, id);
      await sim.live(HOUR);
      return { sim, id, points };
    };
    const calm = await run();
    for (let crashAt = calm.points + 1; crashAt <= calm.sim.points; crashAt++) {
      const { sim, id } = await run(crashAt);

      expect(stands(sim, id), `crash at ${crashAt}`).toBe(true);
      expect(sim.truth.statusOf(id)).toBe('Activated');
      expect(failures(sim)).toHaveLength(1);
    }
  });

  it('does so too when every task runs twice, the second time minutes later', async () => {
    for (let seed = 1; seed <= 12; seed++)
      check(await outcome({ seed, platform: { duplicate: 1, duplicateWithinMs: 10 * MINUTE } }));
  });

  it('and with lost answers, throttling and slow calls', async () => {
    const rules = (['lost', 'throttled', 'unavailable', 'slow'] as const).map((kind) => ({
      on: 'api:*',
      kind,
      chance: 0.08,
      from: 3 * MINUTE,
      to: HOUR,
    }));
    for (let seed = 1; seed <= 12; seed++) check(await outcome({ seed, rules }));
  });

  it('and where task ids are ignored', async () => {
    for (let seed = 1; seed <= 6; seed++)
      check(await outcome({ seed, platform: { idsHonoured: false } }));
  });

  it('and where delays are ignored', async () => {
    for (let seed = 1; seed <= 4; seed++)
      check(await outcome({ seed, platform: { delaysHonoured: false } }));
  });

  it('takes at most three times as long with 15 % throttled reads of 17 tables', async () => {
    const timeOf = async (chance: number): Promise<number> => {
      const sim = peerflow({ vpcs: wide() });
      const id = await connect(sim);
      const now = sim.time.elapsed();
      sim.faults.add({
        on: 'api:Describe*',
        kind: 'throttled',
        chance,
        from: chance > 0 ? 0 : DAY,
        to: DAY,
      });
      remove(sim, id);
      await sim.live(20 * MINUTE);
      const leaving = sim.truth.life(id)?.steps.find(({ status }) => status === 'Deleting');
      return (leaving?.at ?? Number.POSITIVE_INFINITY) - sim.time.start - now;
    };

    expect(await timeOf(0.15)).toBeLessThan(3 * (await timeOf(0)));
  });

  it('is not undone by a duplicate that comes after the routes were put back', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const sim = peerflow({
        seed,
        platform: { duplicate: 1, duplicateWithinMs: 20 * MINUTE },
      });
      const id = await connect(sim);
      const stop = sim.world.network.onChange(({ to }) => {
        if (to !== 'Deleting') return;
        stop();
        const refusal = { on: 'api:DeleteVpcPeerConnection', kind: 'refused' } as const;
        sim.faults.add({ ...refusal, chance: 1, from: 0, to: 8 * MINUTE });
      });
      remove(sim, id);
      await sim.live(HOUR);

      expect(stands(sim, id), `seed ${seed}`).toBe(true);
      expect(sim.truth.statusOf(id)).toBe('Activated');
      expect(failures(sim)).toHaveLength(1);
    }
  });
});

describe('a delete while the router is still making routes', () => {
  it.each([0.5, 0.75, 1, 1.25, 1.5, 2])(
    'leaves no entry, though the API does not look for any (%s s after Activated)',
    async (seconds) => {
      const sim = peerflow({
        vpcs: [twoTables(), vpcB()],
        behaviour: { deleteSeesRoutes: 'none' },
        timings: { routeMs: 1_500 },
      });
      const connected = connect(sim);
      await sim.time.passUntil(() => sim.record.called('api:CreateRouteEntries') > 0, MINUTE, 100);
      await sim.time.pass(seconds * 1_000);
      const [life] = sim.truth.lives.values();
      const id = life?.instanceId ?? '';
      remove(sim, id);
      await connected;
      await sim.live(20 * MINUTE);

      expect(sim.truth.statusOf(id)).toBe('Deleted');
      expect([...leading(sim, id, 'vpc-a'), ...leading(sim, id, 'vpc-b')]).toEqual([]);
    },
  );
});

describe('a delete with force', () => {
  it.each(['none', 'both'] as const)(
    'leaves no entry of ours, in whose tables ever the cloud removes them: %s',
    async (forceRemovesRoutes) => {
      const policy = [{ name: 'all', effect: 'allow' as const, when: {} }];
      const sim = peerflow({ behaviour: { forceRemovesRoutes }, settings: { policy } });
      const id = await connect(sim);

      ask(sim, { requestId: 'bye-1', action: 'delete', instanceId: id, force: true });
      await sim.live(10 * MINUTE);

      expect(sim.truth.statusOf(id)).toBe('Deleted');
      expect([...leading(sim, id, 'vpc-a'), ...leading(sim, id, 'vpc-b')]).toEqual([]);
    },
  );
});

describe('a connection that somebody else ends', () => {
  /** A delete with force whose entries the cloud leaves alone, long enough for a sweep to see it. */
  const slow = {
    behaviour: { forceRemovesRoutes: 'none' },
    timings: { deletingMs: 3 * MINUTE },
  } as const;

  it('leaves no entry of ours, and the pair can be connected again', async () => {
    const sim = peerflow(slow);
    const id = await connect(sim);
    const params = { Force: 'true' };
    const others = sim.world.network
      .routeEntries('vpc-b')
      .filter(({ nextHops }) => nextHops[0]?.nextHopId === id);
    expect(others).toHaveLength(1);
    expect(sim.people.on(OWN, 'DeleteVpcPeerConnection', id, params)).toBe(true);
    await sim.live(10 * MINUTE);
    const left = [...leading(sim, id, 'vpc-a'), ...leading(sim, id, 'vpc-b')];
    const again = await connect(sim, { requestId: 'order-2' });

    expect(left).toEqual([]);
    expect(again).not.toBe(id);
    expect(stands(sim, again)).toBe(true);
  });

  it('and entries that were missed are found once a day, also with drift off', async () => {
    const sim = peerflow({
      vpcs: [vpcA(), vpcB(), { ...vpcB(), id: 'vpc-c', cidrBlock: '10.2.0.0/16', vSwitches: [] }],
    });
    const id = await connect(sim);
    const other = await connect(sim, {
      requestId: 'order-2',
      acceptingVpcId: 'vpc-c',
      routes: 'none',
    });
    const [ours] = sim.world.network
      .routeEntries('vtb-a')
      .filter(({ nextHops }) => nextHops[0]?.nextHopId === id);
    remove(sim, id);
    await sim.live(30 * MINUTE);
    sim.world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.1.0.0/16',
      nextHopId: id,
      nextHopType: 'VpcPeer',
      name: ours?.routeEntryName ?? '',
      description: ours?.description ?? '',
    });
    const before = leading(sim, id, 'vtb-a');
    await sim.live(DAY + HOUR);

    expect(before).toHaveLength(1);
    expect(leading(sim, id, 'vtb-a')).toEqual([]);
    expect(sim.truth.statusOf(other)).toBe('Activated');
    expect(lastOf(sim, 'Routes:Removed').data).toMatchObject({
      requestId: null,
      connection: { instanceId: id },
      planCounts: { removed: 1 },
    });
  });

  it('keeps its entries where policy denies routes, and they are named', async () => {
    const sim = peerflow(slow);
    const id = await connect(sim);
    const frozen = { name: 'frozen', effect: 'deny', when: { anyVpcId: ['vpc-b'] } } as const;
    sim.settings = { ...sim.settings, policy: [frozen, ...sim.settings.policy] };
    sim.people.on(OWN, 'DeleteVpcPeerConnection', id, { Force: 'true' });
    await sim.live(DAY);

    expect(sim.truth.statusOf(id)).toBe('Deleted');
    expect(stands(sim, id)).toBe(true);
    expect(sim.record.called('api:DeleteRouteEntries')).toBe(0);
    expect(lastOf(sim, 'Routes:Removed').data).toMatchObject({
      planCounts: { dangling: 2 },
      plan: [{ detail: expect.stringContaining('PolicyDenied') }, { vpcId: 'vpc-b' }],
      findings: [{ code: 'RouteDangling', severity: 'error' }],
    });
  });

  it('keeps those that a daily look finds where policy denies routes there', async () => {
    const sim = peerflow();
    const id = await connect(sim);
    await sim.live(20 * MINUTE);
    const theirs = textsOf({ name: 'peerflow', accountId: OWN }, 'pcc-gone', '10.66.0.0/16');
    sim.world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.66.0.0/16',
      nextHopId: 'pcc-gone',
      nextHopType: 'VpcPeer',
      ...theirs,
    });
    const frozen = { name: 'frozen', effect: 'deny', when: { action: ['routes'] } } as const;
    const { settings } = sim;
    sim.settings = { ...settings, policy: [frozen, ...settings.policy] };
    await sim.live(DAY);
    const kept = leading(sim, 'pcc-gone', 'vpc-a');
    sim.settings = settings;
    await sim.live(DAY + HOUR);

    expect(kept).toHaveLength(1);
    expect(leading(sim, 'pcc-gone', 'vpc-a')).toEqual([]);
    expect(leading(sim, id, 'vpc-a')).toHaveLength(1);
  });
});
