import { describe, expect, it } from 'vitest';
import { call, calls, eventOf, kinds, OWN, sweep, withSandbox } from '../peerflow/with-sandbox.ts';
import {
  ALL_OF_A,
  available,
  connect,
  FROM_A,
  FROM_B,
  invokeRouter,
  leading,
  markOf,
  network,
  writes,
} from './support.ts';

describe.concurrent('routes of a connection', () => {
  it('lead to every range across, from every table in use on both sides', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });

    const id = await connect(sandbox);
    const ready = await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();

    expect(leading(sandbox, id, 'vpc-a')).toEqual(ALL_OF_A);
    expect(leading(sandbox, id, 'vpc-b')).toEqual(available('vtb-b', FROM_B));
    expect(ready.id).toMatch(new RegExp(`^${id}-RoutesReady-[0-9a-f]{16}$`));
    expect(ready.data).toMatchObject({ planCounts: { created: 9 } });
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(kinds(sandbox)).toEqual(['Connection:Creating', 'Connection:Activated', 'Routes:Ready']);
  });

  it('carry the proof of who made them in name and description', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox, { requestId: 'order-7' });
    await eventOf(sandbox, 'Routes:Ready');

    const made = sandbox.world.network
      .routeEntries('vtb-b')
      .filter(({ nextHops }) => nextHops[0]?.nextHopId === id);
    expect(made).toHaveLength(3);
    for (const { routeEntryName, description } of made) {
      expect(routeEntryName).toBe('peerflow');
      expect(description).toMatch(new RegExp(`^peerflow ${OWN} ${id} [0-9a-f]{16}$`));
    }
  });

  it.for([
    ['requester', ALL_OF_A, []],
    ['accepter', [], available('vtb-b', FROM_B)],
  ] as const)(
    'are made on one side for routes=%s',
    async ([routes, ofA, ofB], { onTestFinished }) => {
      const sandbox = await withSandbox({ onTestFinished, fixture: network() });
      const id = await connect(sandbox, { routes });
      await eventOf(sandbox, 'Routes:Ready');

      expect(leading(sandbox, id, 'vpc-a')).toEqual(ofA);
      expect(leading(sandbox, id, 'vpc-b')).toEqual(ofB);
    },
  );

  it('are made in the tables that the configuration chooses', async ({ onTestFinished }) => {
    const env = { PEERFLOW_ROUTE_TABLES: 'tier=app vtb-b' };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(), env });
    const id = await connect(sandbox);
    await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-a')).toEqual(available('vtb-a-app', FROM_A));
    expect(leading(sandbox, id, 'vpc-b')).toEqual(available('vtb-b', FROM_B));
  });

  it('are not made, and the VPC API is not called, where nobody asks for them', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    await connect(sandbox, { routes: 'none' });
    await sandbox.idle();

    expect(kinds(sandbox)).toEqual(['Connection:Creating', 'Connection:Activated']);
    expect(calls(sandbox, 'DescribeRouteTableList')).toBe(0);
  });
});

describe.concurrent('another event', () => {
  it('about a connection whose routes are made changes nothing, wherever it comes from', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox);
    await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();
    const before = { writes: writes(sandbox), events: kinds(sandbox), mark: markOf(sandbox, id) };
    const event = sandbox.eventBridge.events().find(({ type }) => type.endsWith(':Activated'));

    await invokeRouter(sandbox, { ...event, specversion: '1.0' });
    await sweep(sandbox);
    await sandbox.idle();

    expect(before.writes).toBeGreaterThan(0);
    expect({
      writes: writes(sandbox),
      events: kinds(sandbox),
      mark: markOf(sandbox, id),
    }).toEqual(before);
  });

  it('that is forged leads to no route', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox, { routes: 'none' });
    await sandbox.idle();
    const forged = (instanceId: string) => ({
      specversion: '1.0',
      id: 'x-Activated',
      source: 'peerflow',
      type: 'peerflow:Connection:Activated',
      data: { peerflow: 'event', connection: { instanceId } },
    });

    await invokeRouter(sandbox, forged(id));
    await invokeRouter(sandbox, forged('pcc-bp1nowhere0000000'));
    await sandbox.idle();

    expect(writes(sandbox)).toBe(0);
  });

  it('makes good what is missing once somebody asks', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox);
    await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();
    const lost = sandbox.world.network
      .routeEntries('vtb-b')
      .find(({ nextHops }) => nextHops[0]?.nextHopId === id);
    sandbox.world.network.removeRouteEntry(lost?.routeEntryId ?? '');

    const answer = await call(sandbox, 'POST', `/peerings/${id}/routes`);
    await sandbox.idle();

    expect(answer.status).toBe(202);
    expect(leading(sandbox, id, 'vpc-b')).toEqual(available('vtb-b', FROM_B));
    expect(kinds(sandbox).filter((kind) => kind === 'Routes:Ready')).toHaveLength(2);
  });
});
