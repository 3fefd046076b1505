import { describe, expect, it } from 'vitest';
import { calls, eventOf, kinds, OWN, withSandbox } from '../peerflow/with-sandbox.ts';
import { ALL_OF_A, connect, leading, markOf, network, vpcA, vpcB } from './support.ts';

describe.concurrent('what stands in the way', () => {
  it('stays as it is and is reported with the entry', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
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
      plan: [
        {
          routeTableId: 'vtb-a',
          destinationCidrBlock: '10.1.0.0/16',
          result: 'conflict',
          detail: expect.stringContaining('NatGateway ngw-1'),
        },
        ...Array.from({ length: 8 }, () => ({ result: 'created' })),
      ],
      planCounts: { conflict: 1, created: 8 },
    });
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(kinds(sandbox)).not.toContain('Routes:Ready');
  });

  it('is the range of a vSwitch of its own', async ({ onTestFinished }) => {
    const clash = { ...vpcB, cidrBlock: '10.0.1.0/24', secondaryCidrBlocks: [], vSwitches: [] };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, clash) });

    await connect(sandbox, { routes: 'requester' });
    const failed = await eventOf(sandbox, 'Routes:Failed');

    expect(failed.data).toMatchObject({
      plan: expect.arrayContaining([
        expect.objectContaining({
          routeTableId: 'vtb-a',
          destinationCidrBlock: '10.0.1.0/24',
          result: 'conflict',
          detail: expect.stringContaining('vsw-a1'),
        }),
      ]),
      planCounts: { conflict: 2, created: 2 },
    });
    expect(calls(sandbox, 'CreateRouteEntry')).toBe(0);
  });

  it('is no vSwitch that lies within the destination: the single call takes that', async ({
    onTestFinished,
  }) => {
    const wide = { ...vpcB, cidrBlock: '10.0.0.0/8', secondaryCidrBlocks: [] };
    const vSwitches = [{ id: 'vsw-b', cidrBlock: '10.1.1.0/24' }];
    const sandbox = await withSandbox({
      onTestFinished,
      fixture: network(vpcA, { ...wide, vSwitches }),
    });

    const id = await connect(sandbox, { routes: 'requester' });
    await eventOf(sandbox, 'Routes:Ready');

    expect(calls(sandbox, 'CreateRouteEntry')).toBe(2);
    expect(leading(sandbox, id, 'vtb-a')).toContain('vtb-a 10.0.0.0/8 Available');
  });

  it('is a table without room: what fits is made, the rest fails with the quota', async ({
    onTestFinished,
  }) => {
    const quotas = { vpc_quota_route_entrys_num: 2 };
    const given = network();
    const accounts = given.accounts.map((each) => (each.id === OWN ? { ...each, quotas } : each));
    const sandbox = await withSandbox({ onTestFinished, fixture: { ...given, accounts } });

    const id = await connect(sandbox, { routes: 'accepter' });
    const failed = await eventOf(sandbox, 'Routes:Failed');

    expect(leading(sandbox, id, 'vpc-b')).toHaveLength(2);
    expect(failed.data).toMatchObject({
      failure: { code: 'QuotaExceeded', category: 'quota' },
      planCounts: { created: 2, failed: 1 },
    });
  });

  it('is a function without permission: told with what to do about it', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
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
      planCounts: { failed: 3 },
    });
    expect(leading(sandbox, id, 'vpc-b')).toEqual([]);
  });
});
