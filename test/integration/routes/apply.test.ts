import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import {
  calls,
  eventOf,
  kinds,
  OTHER,
  OWN,
  statusOf,
  sweep,
  withSandbox,
} from '../peerflow/with-sandbox.ts';
import {
  connect,
  invokeRouter,
  leading,
  markOf,
  network,
  vpcA,
  vpcB,
  waitingFor,
} from './support.ts';

const FROM_A = ['10.1.0.0/16', '10.11.0.0/16', '2001:db8:b::/56'];
const FROM_B = ['10.0.0.0/16', '10.10.0.0/16', '2001:db8:a::/56'];

const available = (table: string, destinations: readonly string[]): readonly string[] =>
  destinations.map((each) => `${table} ${each} Available`);

const ALL_OF_A = [...available('vtb-a', FROM_A), ...available('vtb-a-app', FROM_A)].sort();

const WRITES = ['CreateRouteEntry', 'CreateRouteEntries', 'DeleteRouteEntries'];
const writes = (sandbox: Sandbox): number =>
  WRITES.reduce((sum, action) => sum + calls(sandbox, action), 0);

describe('routes of a connection', () => {
  it('lead to every range across, from every table in use on both sides', async () => {
    const sandbox = await withSandbox({ fixture: network() });

    const id = await connect(sandbox);
    const ready = await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();

    expect(leading(sandbox, id, 'vpc-a')).toEqual(ALL_OF_A);
    expect(leading(sandbox, id, 'vpc-b')).toEqual(available('vtb-b', FROM_B));
    expect(ready.id).toMatch(new RegExp(`^${id}-RoutesReady-[0-9a-f]{16}$`));
    expect(ready.data).toMatchObject({ routeCounts: { created: 9 } });
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(kinds(sandbox)).toEqual(['Connection:Creating', 'Connection:Activated', 'Routes:Ready']);
  });

  it('carry their request in name and description', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    const id = await connect(sandbox, { requestId: 'order-7' });
    await eventOf(sandbox, 'Routes:Ready');

    const made = sandbox.world.network
      .routeEntries('vtb-b')
      .filter(({ nextHops }) => nextHops[0]?.nextHopId === id);
    expect(new Set(made.map(({ description }) => description))).toEqual(
      new Set(['peerflow:request=order-7']),
    );
    expect(made[0]?.routeEntryName).toMatch(/^peerflow-[0-9a-f]{16}$/);
  });

  it.each([
    ['requester', ALL_OF_A, []],
    ['accepter', [], available('vtb-b', FROM_B)],
  ])('are made on one side for routes=%s', async (routes, ofA, ofB) => {
    const sandbox = await withSandbox({ fixture: network() });
    const id = await connect(sandbox, { routes });
    await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-a')).toEqual(ofA);
    expect(leading(sandbox, id, 'vpc-b')).toEqual(ofB);
  });

  it('are made in the tables that the configuration chooses', async () => {
    const env = { PEERFLOW_ROUTE_TABLES: 'tier=app vtb-b' };
    const sandbox = await withSandbox({ fixture: network(), env });
    const id = await connect(sandbox);
    await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-a')).toEqual(available('vtb-a-app', FROM_A));
    expect(leading(sandbox, id, 'vpc-b')).toEqual(available('vtb-b', FROM_B));
  });

  it('are not made, and the VPC API is not called, where nobody asks for them', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    await connect(sandbox, { routes: 'none' });
    await sandbox.idle();

    expect(kinds(sandbox)).toEqual(['Connection:Creating', 'Connection:Activated']);
    expect(calls(sandbox, 'DescribeRouteTableList')).toBe(0);
  });
});

describe('another event', () => {
  it('about a connection whose routes are made changes nothing, wherever it comes from', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    const id = await connect(sandbox);
    await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();
    const before = { writes: writes(sandbox), events: kinds(sandbox), mark: markOf(sandbox, id) };
    const event = sandbox.eventBridge.events().find(({ type }) => type.endsWith(':Activated'));

    await invokeRouter(sandbox, { ...event, specversion: '1.0' });
    await invokeRouter(sandbox, { peerflow: 'routes', task: 'apply', instanceId: id });
    await sweep(sandbox);

    expect(before.writes).toBeGreaterThan(0);
    expect({
      writes: writes(sandbox),
      events: kinds(sandbox),
      mark: markOf(sandbox, id),
    }).toEqual(before);
  });

  it('that is forged leads to no route', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    const id = await connect(sandbox, { routes: 'none' });
    await sandbox.idle();
    const forged = (instanceId: string) => ({
      specversion: '1.0',
      id: 'x-Activated',
      source: 'peerflow',
      type: 'peerflow:Connection:Activated',
      data: { connection: { instanceId } },
    });

    await invokeRouter(sandbox, forged(id));
    await invokeRouter(sandbox, forged('pcc-nowhere'));
    await invokeRouter(sandbox, { peerflow: 'routes', task: 'apply', instanceId: id });
    await invokeRouter(sandbox, { peerflow: 'routes', task: 'something', instanceId: id });

    expect(writes(sandbox)).toBe(0);
  });

  it('asks for what is missing again once somebody wants it repaired', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    const id = await connect(sandbox);
    await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();
    const lost = sandbox.world.network
      .routeEntries('vtb-b')
      .find(({ nextHops }) => nextHops[0]?.nextHopId === id);
    sandbox.world.network.removeRouteEntry(lost?.routeEntryId ?? '');

    const message = { peerflow: 'routes', task: 'apply', instanceId: id };
    await invokeRouter(sandbox, message);
    const before = leading(sandbox, id, 'vpc-b').length;
    await invokeRouter(sandbox, { ...message, repair: true });

    expect(before).toBe(FROM_B.length - 1);
    expect(leading(sandbox, id, 'vpc-b')).toEqual(available('vtb-b', FROM_B));
    expect(markOf(sandbox, id)).toBe('Activated');
  });
});

describe('what stands in the way', () => {
  it('stays as it is and is reported with the entry', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    const foreign = sandbox.world.network.addRouteEntry('vtb-a', {
      destinationCidrBlock: '10.1.0.0/16',
      nextHopId: 'ngw-1',
      nextHopType: 'NatGateway',
      name: 'by-hand',
    });

    const id = await connect(sandbox);
    const failed = await eventOf(sandbox, 'Routes:Failed');
    await sandbox.idle();

    expect(sandbox.world.network.routeEntries('vtb-a')).toContainEqual(foreign);
    expect(leading(sandbox, id, 'vpc-a')).toEqual(
      ALL_OF_A.filter((each) => each !== 'vtb-a 10.1.0.0/16 Available'),
    );
    expect(failed.data).toMatchObject({
      failure: {
        code: 'RouteConflict',
        category: 'conflict',
        retryable: false,
        message: expect.stringContaining(foreign.routeEntryId),
      },
      routes: [
        {
          routeTableId: 'vtb-a',
          destinationCidrBlock: '10.1.0.0/16',
          result: 'conflict',
          detail: expect.stringContaining('NatGateway ngw-1'),
        },
        ...Array.from({ length: 8 }, () => ({ result: 'created' })),
      ],
      routeCounts: { conflict: 1, created: 8 },
    });
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(kinds(sandbox)).not.toContain('Routes:Ready');
  });

  it('is the range of a vSwitch of its own', async () => {
    const clash = { ...vpcB, cidrBlock: '10.0.1.0/24', secondaryCidrBlocks: [], vSwitches: [] };
    const sandbox = await withSandbox({ fixture: network(vpcA, clash) });

    await connect(sandbox, { routes: 'requester' });
    const failed = await eventOf(sandbox, 'Routes:Failed');

    expect(failed.data).toMatchObject({
      routes: expect.arrayContaining([
        expect.objectContaining({
          routeTableId: 'vtb-a',
          destinationCidrBlock: '10.0.1.0/24',
          result: 'conflict',
          detail: expect.stringContaining('vsw-a1'),
        }),
      ]),
      routeCounts: { conflict: 2, created: 2 },
    });
    expect(calls(sandbox, 'CreateRouteEntry')).toBe(0);
  });

  it('is no vSwitch that lies within the destination: the single call takes that', async () => {
    const wide = { ...vpcB, cidrBlock: '10.0.0.0/8', secondaryCidrBlocks: [] };
    const vSwitches = [{ id: 'vsw-b', cidrBlock: '10.1.1.0/24' }];
    const sandbox = await withSandbox({ fixture: network(vpcA, { ...wide, vSwitches }) });

    const id = await connect(sandbox, { routes: 'requester' });
    await eventOf(sandbox, 'Routes:Ready');

    expect(calls(sandbox, 'CreateRouteEntry')).toBe(2);
    expect(leading(sandbox, id, 'vtb-a')).toContain('vtb-a 10.0.0.0/8 Available');
  });

  it('is a table without room: what fits is made, the rest fails with the quota', async () => {
    const quotas = { vpc_quota_route_entrys_num: 2 };
    const given = network();
    const accounts = given.accounts.map((each) => (each.id === OWN ? { ...each, quotas } : each));
    const sandbox = await withSandbox({ fixture: { ...given, accounts } });

    const id = await connect(sandbox, { routes: 'accepter' });
    const failed = await eventOf(sandbox, 'Routes:Failed');

    expect(leading(sandbox, id, 'vpc-b')).toHaveLength(2);
    expect(failed.data).toMatchObject({
      failure: { code: 'QuotaExceeded', category: 'quota' },
      routeCounts: { created: 2, failed: 1 },
    });
  });

  it('is a function without permission: told with what to do about it', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'CreateRouteEntries' },
      status: 403,
      code: 'Forbidden.RAM',
      message: 'User not authorized to operate on the specified resource.',
    });

    const id = await connect(sandbox, { routes: 'accepter' });
    const failed = await eventOf(sandbox, 'Routes:Failed');

    expect(failed.data).toMatchObject({
      failure: { code: 'Forbidden.RAM', remedy: expect.stringMatching(/role/) },
      routeCounts: { failed: 3 },
    });
    expect(leading(sandbox, id, 'vpc-b')).toEqual([]);
  });

  it('is a sink that is down: the same is said again, and only then forgotten', async () => {
    const sandbox = await withSandbox({ fixture: network() });
    const id = await connect(sandbox, { routes: 'accepter' });
    const down = sandbox.faults.add({ kind: 'error', match: { service: 'EventBridge' } });
    await sandbox.idle();
    const pending = markOf(sandbox, id);
    const made = writes(sandbox);

    down();
    await sweep(sandbox);
    await sandbox.idle();

    expect(pending).toMatch(/^Activated;routes=pending@\d+$/);
    expect(kinds(sandbox).filter((kind) => kind === 'Routes:Ready')).toHaveLength(1);
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(writes(sandbox)).toBe(made);
  });
});

describe('the side of another account', () => {
  const policy = { PEERFLOW_POLICY: JSON.stringify([{ name: 'any', effect: 'allow' }]) };
  const toPartner = { acceptingVpcId: 'vpc-partner', acceptingAliUid: OTHER, accept: 'auto' };
  const role = {
    PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
    PEERFLOW_ACCEPTER_EXTERNAL_ID: 'shared-id',
  };

  it('is routed with the accepter role', async () => {
    const sandbox = await withSandbox({ fixture: network(), env: { ...policy, ...role } });

    const id = await connect(sandbox, toPartner);
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-partner')).toEqual(
      available('vtb-partner', ['10.0.0.0/16', '10.10.0.0/16']),
    );
    expect(ready.data).toMatchObject({ routeCounts: { created: 4 } });
  });

  it('is handed over without one, and our own side is routed all the same', async () => {
    const env = { ...policy, PEERFLOW_ACCEPTER_ROLE: '' };
    const sandbox = await withSandbox({ fixture: network(), env });
    const id = await waitingFor(sandbox, toPartner);
    sandbox.world.call({ accountId: OTHER }, 'VpcPeer', 'AcceptVpcPeerConnection', {
      InstanceId: id,
    });
    await statusOf(sandbox, id, 'Activated');
    await sweep(sandbox);
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-a')).toHaveLength(2);
    expect(leading(sandbox, id, 'vpc-partner')).toEqual([]);
    expect(ready.data).toMatchObject({
      routeCounts: { created: 2, 'handed-over': 2 },
      findings: [
        {
          code: 'RoutesHandedOver',
          severity: 'warning',
          evidence: { accountId: OTHER, destinations: ['10.0.0.0/16', '10.10.0.0/16'] },
        },
      ],
    });
    expect(ready.data).toMatchObject({
      routes: expect.arrayContaining([
        {
          regionId: 'cn-hangzhou',
          vpcId: 'vpc-partner',
          destinationCidrBlock: '10.0.0.0/16',
          result: 'handed-over',
        },
      ]),
    });
  });

  it('is handed over with its tables where the role may look but not write', async () => {
    const sandbox = await withSandbox({ fixture: network(), env: { ...policy, ...role } });
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'CreateRouteEntries' },
      status: 403,
      code: 'Forbidden.RAM',
    });

    const id = await connect(sandbox, { ...toPartner, routes: 'accepter' });
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-partner')).toEqual([]);
    expect(ready.data).toMatchObject({
      routes: [
        { routeTableId: 'vtb-partner', result: 'handed-over' },
        { routeTableId: 'vtb-partner', result: 'handed-over' },
      ],
    });
  });
});
