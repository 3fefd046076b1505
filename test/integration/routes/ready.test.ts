import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import {
  ab,
  call,
  calls,
  eventOf,
  kinds,
  OWN,
  statusOf,
  sweep,
  withSandbox,
} from '../peerflow/with-sandbox.ts';
import {
  accepterRole,
  connect,
  leading,
  network,
  routed,
  toPartner,
  vpcA,
  vpcB,
  vpcC,
  vpcPartner,
} from './support.ts';

const ALL = JSON.stringify([{ name: 'any', effect: 'allow' }]);

const toNat = (sandbox: Sandbox, table: string, ...destinations: readonly string[]): void => {
  for (const destinationCidrBlock of destinations)
    sandbox.world.network.addRouteEntry(table, {
      destinationCidrBlock,
      nextHopId: 'ngw-1',
      nextHopType: 'NatGateway',
      name: 'by-hand',
    });
};

const HALVES = ['10.1.0.0/17', '10.1.128.0/17'];

describe.concurrent('two foreign halves of a range', () => {
  it('are found by preflight, and end in Failed where they are there before', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    toNat(sandbox, 'vtb-a', ...HALVES);
    const beforehand = await call(sandbox, 'POST', '/peerings/preflight', {
      ...ab,
      routes: 'both',
    });
    await connect(sandbox);
    const failed = await eventOf(sandbox, 'Routes:Failed');
    await sandbox.idle();

    expect(beforehand.body).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'RouteConflict', severity: 'error' }),
      ]),
      counts: { conflict: 1, missing: 8 },
    });
    expect(failed.data).toMatchObject({
      failure: { code: 'RouteConflict' },
      planCounts: { conflict: 1, created: 8 },
    });
    expect(kinds(sandbox)).not.toContain('Routes:Ready');
  });

  it('are found by the view and by the drift check where they come later', async ({
    onTestFinished,
  }) => {
    const env = { PEERFLOW_DRIFT: 'announce', PEERFLOW_DRIFT_EVERY: '9' };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(), env });
    const id = await routed(sandbox);
    toNat(sandbox, 'vtb-a', ...HALVES);
    const view = await call(sandbox, 'GET', `/peerings/${id}/routes`);
    await sweep(sandbox);
    const drifted = await eventOf(sandbox, 'Routes:Drifted');

    expect(view.body).toMatchObject({ counts: { conflict: 1, created: 8 } });
    expect(drifted.data).toMatchObject({
      plan: [{ routeTableId: 'vtb-a', destinationCidrBlock: '10.1.0.0/16', result: 'conflict' }],
      findings: [{ code: 'RouteElsewhere' }],
    });
  });
});

describe.concurrent('routes are not Ready', () => {
  it('while another next hop shares a destination', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox, { routes: 'none' });
    await sandbox.idle();
    sandbox.world.network.addRouteEntry('vtb-b', {
      destinationCidrBlock: '10.0.0.0/16',
      nextHopId: id,
      nextHopType: 'VpcPeer',
      nextHops: [{ nextHopId: 'pcc-other', nextHopType: 'VpcPeer', weight: 1 }],
    });
    await call(sandbox, 'PATCH', `/peerings/${id}`, { routes: 'both' });
    const failed = await eventOf(sandbox, 'Routes:Failed');

    expect(failed.data).toMatchObject({
      failure: { code: 'RouteConflict', message: expect.stringContaining('weight 1') },
      planCounts: { conflict: 1, created: 8 },
    });
    expect(kinds(sandbox)).not.toContain('Routes:Ready');
  });

  const oneSided: [string, Record<string, string>, typeof vpcB][] = [
    ['no vSwitch uses a table of a side', {}, { ...vpcB, vSwitches: [] }],
    ['the configuration chooses tables of one side only', { PEERFLOW_ROUTE_TABLES: 'vtb-a' }, vpcB],
  ];
  it.for(oneSided)('where %s', async ([_, env, across], { onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, across), env });
    const id = await connect(sandbox);
    const failed = await eventOf(sandbox, 'Routes:Failed');

    expect(failed.data).toMatchObject({
      failure: { code: 'NoRouteTable', message: expect.stringContaining('vpc-b') },
    });
    expect(leading(sandbox, id, 'vtb-a')).toHaveLength(3);
    expect(kinds(sandbox)).not.toContain('Routes:Ready');
  });

  it('before the other account made what was handed over', async ({ onTestFinished }) => {
    const env = {
      PEERFLOW_POLICY: ALL,
      ...accepterRole,
    };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, vpcPartner), env });
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'CreateRouteEntries', text: 'vtb-partner' },
      status: 403,
      code: 'Forbidden.RAM',
    });
    const id = await connect(sandbox, toPartner);
    const partial = await eventOf(sandbox, 'Routes:Partial');
    const early = kinds(sandbox);
    for (const destinationCidrBlock of ['10.0.0.0/16', '10.10.0.0/16'])
      sandbox.world.network.addRouteEntry('vtb-partner', {
        destinationCidrBlock,
        nextHopId: id,
        nextHopType: 'VpcPeer',
        name: 'by-partner',
      });
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(partial.data).toMatchObject({ planCounts: { created: 2, 'handed-over': 2 } });
    expect(early).not.toContain('Routes:Ready');
    expect(ready.data).toMatchObject({ planCounts: { present: 2 } });
  });
});

describe.concurrent('routes asked for later', () => {
  it('are made on a connection that somebody made by hand', async ({ onTestFinished }) => {
    const env = { PEERFLOW_POLICY: ALL };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(), env });
    const made = sandbox.world.call({ accountId: OWN }, 'VpcPeer', 'CreateVpcPeerConnection', {
      RegionId: 'cn-hangzhou',
      VpcId: 'vpc-a',
      AcceptingAliUid: OWN,
      AcceptingRegionId: 'cn-hangzhou',
      AcceptingVpcId: 'vpc-b',
    });
    const id = String(made.InstanceId);
    await statusOf(sandbox, id, 'Activated');
    const answer = await call(sandbox, 'PATCH', `/peerings/${id}`, { routes: 'both' });
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(answer.status).toBe(202);
    expect(ready.data).toMatchObject({
      requestId: answer.body.requestId,
      planCounts: { created: 9 },
    });
  });

  it('are made on one of an earlier request, whose create says what differs', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox, { routes: 'none', requestId: 'order-1' });
    await sandbox.idle();
    const again = await call(sandbox, 'POST', '/peerings', {
      ...ab,
      routes: 'both',
      requestId: 'order-2',
    });
    await call(sandbox, 'PATCH', `/peerings/${id}`, { routes: 'both' });
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(again.body).toMatchObject({
      adopted: true,
      differences: [{ field: 'routes', asked: 'both', actual: 'none' }],
    });
    expect(ready.data).toMatchObject({ planCounts: { created: 9 } });
  });
});

describe('a hub with many tables', () => {
  const numbers = Array.from({ length: 9 }, (_, at) => at);
  const hub = {
    ...vpcA,
    secondaryCidrBlocks: [],
    ipv6CidrBlocks: [],
    vSwitches: numbers.map((at) => ({ id: `vsw-h${at}`, cidrBlock: `10.0.${at}.0/24` })),
    routeTables: numbers.map((at) => ({ id: `vtb-h${at}`, vSwitchIds: [`vsw-h${at}`] })),
  };
  const spoke = {
    ...vpcC,
    secondaryCidrBlocks: Array.from({ length: 6 }, (_, at) => `10.${at + 20}.0.0/16`),
  };

  it('gets all entries in calls that its gateway takes', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network(hub, spoke) });
    const id = await connect(sandbox, { acceptingVpcId: 'vpc-c', routes: 'requester' });
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-a')).toHaveLength(63);
    expect(ready.data).toMatchObject({ planCounts: { created: 63 } });
    expect(calls(sandbox, 'CreateRouteEntry')).toBe(0);
  });
});
