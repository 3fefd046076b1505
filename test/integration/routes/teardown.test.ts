import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import {
  ab,
  call,
  calls,
  eventOf,
  kinds,
  OTHER,
  statusOf,
  sweep,
  withSandbox,
} from '../peerflow/with-sandbox.ts';
import {
  ALL_OF_A,
  accepterRole,
  byHand,
  connect,
  leading,
  markOf,
  network,
  routed,
  toPartner,
  vpcA,
  vpcPartner,
  waitingFor,
} from './support.ts';

const policy = JSON.stringify([{ name: 'any', effect: 'allow' }]);

const elsewhere = (sandbox: Sandbox) =>
  sandbox.world.network.addRouteEntry('vtb-a', {
    destinationCidrBlock: '10.66.0.0/16',
    nextHopId: 'ngw-1',
    nextHopType: 'NatGateway',
    name: 'peerflow',
    description: 'peerflow:request=order-1',
  });

describe.concurrent('a delete of a connection with routes of ours', () => {
  it('removes exactly those on both sides, then the connection', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await routed(sandbox);
    const kept = elsewhere(sandbox);

    const answer = await call(sandbox, 'DELETE', `/peerings/${id}`, undefined, {
      'idempotency-key': 'bye-1',
    });
    const removed = await eventOf(sandbox, 'Routes:Removed');
    const deleted = await eventOf(sandbox, 'Connection:Deleted');
    await sandbox.idle();

    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ requestId: 'bye-1', connection: { instanceId: id } });
    expect(leading(sandbox, id, 'vpc-a')).toEqual([]);
    expect(leading(sandbox, id, 'vpc-b')).toEqual([]);
    expect(sandbox.world.network.routeEntries('vtb-a')).toContainEqual(kept);
    expect(removed.data).toMatchObject({
      requestId: 'bye-1',
      action: 'delete',
      planCounts: { removed: 9 },
      connection: { status: 'Activated' },
    });
    expect(deleted.data).toMatchObject({ action: 'delete' });
    expect([...new Set(kinds(sandbox))].slice(2)).toEqual([
      'Routes:Ready',
      'Routes:Removed',
      'Connection:Deleted',
    ]);
  });

  it('of another account removes them there with its role', async ({ onTestFinished }) => {
    const env = {
      PEERFLOW_POLICY: policy,
      ...accepterRole,
    };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, vpcPartner), env });
    const id = await routed(sandbox, toPartner);
    const before = leading(sandbox, id, 'vpc-partner').length;

    await call(sandbox, 'DELETE', `/peerings/${id}`);
    await eventOf(sandbox, 'Connection:Deleted');

    expect(before).toBe(2);
    expect(leading(sandbox, id, 'vpc-partner')).toEqual([]);
  });

  it('is told by a message, and told by an event when it will not be', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await routed(sandbox);
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'DeleteRouteEntries' },
      status: 403,
      code: 'Forbidden.RAM',
      message: 'not allowed',
    });

    const outcome = await sandbox.platform?.invoke(
      'peerflow-request',
      Buffer.from(JSON.stringify({ action: 'delete', instanceId: id, requestId: 'bye-2' })),
    );
    const failed = await eventOf(sandbox, 'Connection:Failed');
    await sandbox.idle();

    expect(outcome).toMatchObject({ ok: true });
    expect(failed.data).toMatchObject({
      requestId: 'bye-2',
      action: 'delete',
      failure: { code: 'Forbidden.RAM', message: 'not allowed' },
    });
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(leading(sandbox, id, 'vpc-b')).toHaveLength(3);
    expect(kinds(sandbox).filter((kind) => kind === 'Connection:Failed')).toHaveLength(1);
  });

  it('passes as a dry run, and removes nothing', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await routed(sandbox);

    const answer = await call(sandbox, 'DELETE', `/peerings/${id}`, { dryRun: true });

    expect(answer.status).toBe(200);
    expect(answer.body.findings).toMatchObject([{ code: 'RoutesRemoved', evidence: { count: 9 } }]);
    expect(leading(sandbox, id, 'vpc-b')).toHaveLength(3);
    expect(markOf(sandbox, id)).toBe('Activated');
  });

  it('leaves them to the API with force', async ({ onTestFinished }) => {
    const env = { PEERFLOW_POLICY: policy };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(), env });
    const id = await routed(sandbox);
    byHand(sandbox, id);

    const answer = await call(sandbox, 'DELETE', `/peerings/${id}?force=true`);
    await eventOf(sandbox, 'Connection:Deleted');

    expect(answer.status).toBe(202);
    expect(calls(sandbox, 'DeleteRouteEntries')).toBe(0);
    expect(kinds(sandbox)).not.toContain('Routes:Removed');
  });
});

describe.concurrent('a delete that cannot be ends with the routes as they were', () => {
  const role = {
    PEERFLOW_POLICY: policy,
    ...accepterRole,
  };

  it('where the role in the other account may not delete entries', async ({ onTestFinished }) => {
    const fixture = network(vpcA, vpcPartner);
    const sandbox = await withSandbox({ onTestFinished, fixture, env: role });
    const id = await routed(sandbox, toPartner);
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'DeleteRouteEntries', text: 'vtb-partner' },
      status: 403,
      code: 'Forbidden.RAM',
    });

    await call(sandbox, 'DELETE', `/peerings/${id}`);
    const failed = await eventOf(sandbox, 'Connection:Failed');
    await sandbox.idle();

    expect(failed.data).toMatchObject({ failure: { code: 'Forbidden.RAM' } });
    expect(leading(sandbox, id, 'vpc-partner')).toHaveLength(2);
    expect(leading(sandbox, id, 'vpc-a')).toHaveLength(2);
    expect(markOf(sandbox, id)).toBe('Activated');
  });

  it('where an entry of somebody else appears during the removal', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await routed(sandbox);
    const stop = sandbox.world.network.onChange(({ to }) => {
      if (to !== 'Deleting') return;
      stop();
      byHand(sandbox, id);
    });

    await call(sandbox, 'DELETE', `/peerings/${id}`);
    const failed = await eventOf(sandbox, 'Connection:Failed');
    await sandbox.idle();

    expect(failed.data).toMatchObject({ failure: { code: 'OperationDenied.RouteEntryExist' } });
    expect(leading(sandbox, id, 'vpc-b')).toHaveLength(3);
    expect(leading(sandbox, id, 'vpc-a')).toEqual([
      ...ALL_OF_A,
      'vtb-a-idle 10.77.0.0/16 Available',
    ]);
    expect(sandbox.world.connection(id)?.status).toBe('Activated');
    expect(kinds(sandbox)).not.toContain('Routes:Removed');
  });

  it('where a side cannot be read, until its routes are given up', async ({ onTestFinished }) => {
    const env = { PEERFLOW_POLICY: policy, PEERFLOW_ACCEPTER_ROLE: '' };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, vpcPartner), env });
    const id = await waitingFor(sandbox, toPartner);
    sandbox.world.call({ accountId: OTHER }, 'VpcPeer', 'AcceptVpcPeerConnection', {
      InstanceId: id,
    });
    await statusOf(sandbox, id, 'Activated');
    await sweep(sandbox);
    await eventOf(sandbox, 'Routes:Partial');
    const refused = await call(sandbox, 'DELETE', `/peerings/${id}`);
    const kept = leading(sandbox, id, 'vpc-a');
    await call(sandbox, 'PATCH', `/peerings/${id}`, { routes: 'requester' });
    await eventOf(sandbox, 'Routes:Ready');
    await call(sandbox, 'DELETE', `/peerings/${id}`);
    await eventOf(sandbox, 'Connection:Deleted');

    expect([refused.status, refused.body.code]).toEqual([409, 'RouteConflict']);
    expect(refused.body.remedy).toContain('routes: "requester"');
    expect(kept).toHaveLength(2);
    expect(leading(sandbox, id, 'vpc-a')).toEqual([]);
  });
});

describe('a delete by the other side', () => {
  it('leaves no entry of ours, and the pair can be connected again at once', async ({
    onTestFinished,
  }) => {
    const fixture = {
      ...network(vpcA, vpcPartner),
      behaviour: { forceRemovesRoutes: 'none' as const, deletedVisibleMs: 600_000 },
      timings: { creatingMs: 500, updatingMs: 300, deletingMs: 60_000 },
    };
    const env = {
      PEERFLOW_POLICY: policy,
      ...accepterRole,
    };
    const sandbox = await withSandbox({ onTestFinished, fixture, env });
    const first = await routed(sandbox, toPartner);
    sandbox.world.call({ accountId: OTHER }, 'VpcPeer', 'DeleteVpcPeerConnection', {
      InstanceId: first,
      Force: 'true',
    });
    await sweep(sandbox);
    await statusOf(sandbox, first, 'Deleted');
    const { body } = await call(sandbox, 'POST', '/peerings', {
      ...ab,
      ...toPartner,
      routes: 'both',
    });
    const second = String(Object(body.connection).instanceId);
    await sandbox.until(
      () => kinds(sandbox).filter((kind) => kind === 'Routes:Ready').length > 1 || undefined,
    );
    await sandbox.idle();

    expect(second).not.toBe(first);
    for (const vpcId of ['vpc-a', 'vpc-partner']) {
      expect(leading(sandbox, first, vpcId)).toEqual([]);
      expect(leading(sandbox, second, vpcId)).toHaveLength(2);
    }
    expect(kinds(sandbox)).toContain('Connection:Deleted');
  });
});

describe.concurrent('a delete of a connection with routes of somebody else', () => {
  it('is refused at once, and names them', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await routed(sandbox);
    const foreign = byHand(sandbox, id);

    const answer = await call(sandbox, 'DELETE', `/peerings/${id}`);
    await sandbox.idle();

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'OperationDenied.RouteEntryExist',
      detail: expect.stringContaining(`vtb-a-idle (${foreign.routeEntryId})`),
      remedy: expect.stringContaining('force'),
      findings: [{ code: 'RouteNotOurs', severity: 'error', evidence: { count: 1 } }],
    });
    expect(leading(sandbox, id, 'vpc-b')).toHaveLength(3);
    expect(markOf(sandbox, id)).toBe('Activated');
    expect(calls(sandbox, 'DeleteVpcPeerConnection')).toBe(0);
  });

  it('is a Failed event from a message', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await connect(sandbox, { routes: 'none' });
    byHand(sandbox, id, 'vtb-b');

    await sandbox.platform?.invoke(
      'peerflow-request',
      Buffer.from(JSON.stringify({ action: 'delete', instanceId: id, requestId: 'bye-3' })),
    );
    const failed = await eventOf(sandbox, 'Connection:Failed');

    expect(failed.data).toMatchObject({
      requestId: 'bye-3',
      failure: { code: 'OperationDenied.RouteEntryExist', retryable: false },
      findings: [{ code: 'RouteNotOurs', evidence: { entries: [{ routeTableId: 'vtb-b' }] } }],
    });
  });

  it('counts an entry of ours that was renamed as theirs', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await routed(sandbox);
    const [own] = sandbox.world.network
      .routeEntries('vtb-b')
      .filter(({ nextHops }) => nextHops[0]?.nextHopId === id);
    sandbox.world.network.removeRouteEntry(own?.routeEntryId ?? '');
    sandbox.world.network.addRouteEntry('vtb-b', {
      destinationCidrBlock: own?.destinationCidrBlock ?? '',
      nextHopId: id,
      nextHopType: 'VpcPeer',
      name: 'kept-by-ops',
      description: own?.description ?? '',
    });

    const answer = await call(sandbox, 'DELETE', `/peerings/${id}`);

    expect(answer.status).toBe(409);
  });
});
