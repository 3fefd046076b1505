import { describe, expect, it } from 'vitest';
import { call, calls, eventOf, kinds, OTHER, OWN, withSandbox } from '../peerflow/with-sandbox.ts';
import { connect, network, vpcA, vpcPartner } from './support.ts';

describe.concurrent('GET /peerings/{instanceId}/routes', () => {
  it('shows the plan in full and what is there, and changes nothing', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox, { requestId: 'order-1' });
    await eventOf(sandbox, 'Routes:Ready');
    await sandbox.idle();
    const [lost] = sandbox.world.network
      .routeEntries('vtb-b')
      .filter(({ nextHops }) => nextHops[0]?.nextHopId === id);
    sandbox.world.network.removeRouteEntry(lost?.routeEntryId ?? '');
    sandbox.world.network.addRouteEntry('vtb-a-idle', {
      destinationCidrBlock: '10.77.0.0/16',
      nextHopId: id,
      nextHopType: 'VpcPeer',
    });
    const before = [calls(sandbox, 'CreateRouteEntries'), kinds(sandbox)];

    const answer = await call(sandbox, 'GET', `/peerings/${id}/routes`);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      requestId: 'order-1',
      instanceId: id,
      counts: { created: 8, missing: 1 },
      findings: [],
    });
    expect(answer.body.plan).toHaveLength(9);
    expect(answer.body.plan).toContainEqual({
      regionId: 'cn-hangzhou',
      vpcId: 'vpc-b',
      routeTableId: 'vtb-b',
      destinationCidrBlock: lost?.destinationCidrBlock,
      result: 'missing',
    });
    expect(answer.body.entries).toHaveLength(9);
    expect(answer.body.entries).toContainEqual(
      expect.objectContaining({ routeTableId: 'vtb-a-idle', ours: false, status: 'Available' }),
    );
    expect([calls(sandbox, 'CreateRouteEntries'), kinds(sandbox)]).toEqual(before);
  });

  it('has no plan for a connection that is not ours, and shows what leads to it', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const { InstanceId } = sandbox.world.call(
      { accountId: OWN },
      'VpcPeer',
      'CreateVpcPeerConnection',
      {
        RegionId: 'cn-hangzhou',
        VpcId: 'vpc-a',
        AcceptingAliUid: OWN,
        AcceptingRegionId: 'cn-hangzhou',
        AcceptingVpcId: 'vpc-b',
      },
    );
    const id = String(InstanceId);
    sandbox.world.network.addRouteEntry('vtb-b', {
      destinationCidrBlock: '10.0.0.0/16',
      nextHopId: id,
      nextHopType: 'VpcPeer',
    });

    const answer = await call(sandbox, 'GET', `/peerings/${id}/routes`);

    expect(answer.body).toMatchObject({
      requestId: null,
      plan: [],
      counts: {},
      entries: [{ vpcId: 'vpc-b', destinationCidrBlock: '10.0.0.0/16', ours: false }],
    });
  });

  it('says which side nobody may read', async ({ onTestFinished }) => {
    const env = {
      PEERFLOW_POLICY: JSON.stringify([{ name: 'any', effect: 'allow' }]),
      PEERFLOW_ACCEPTER_ROLE: '',
    };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, vpcPartner), env });
    const created = await call(sandbox, 'POST', '/peerings', {
      regionId: 'cn-hangzhou',
      vpcId: 'vpc-a',
      acceptingVpcId: 'vpc-partner',
      acceptingAliUid: OTHER,
      routes: 'both',
    });
    const id = String(Object(created.body.connection).instanceId);

    const answer = await call(sandbox, 'GET', `/peerings/${id}/routes`);

    expect(answer.body).toMatchObject({
      counts: { missing: 2, 'handed-over': 2 },
      findings: [{ code: 'RoutesHandedOver' }],
    });
  });

  it.for([
    ['is down', { kind: 'error', status: 503, code: 'ServiceUnavailable' }, 503],
    ['is throttled', { kind: 'throttling' }, 429],
  ] as const)(
    'is a problem while the VPC API %s',
    async ([_, fault, status], { onTestFinished }) => {
      const sandbox = await withSandbox({ onTestFinished, fixture: network() });
      const id = await connect(sandbox, { routes: 'none' });
      sandbox.faults.add({ ...fault, match: { service: 'Vpc' } });

      const answer = await call(sandbox, 'GET', `/peerings/${id}/routes`);

      expect(answer.status).toBe(status);
      expect(answer.body.retryable).toBe(true);
    },
  );

  it('knows no connection that is not there', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });

    expect((await call(sandbox, 'GET', '/peerings/pcc-nowhere/routes')).status).toBe(404);
  });
});
