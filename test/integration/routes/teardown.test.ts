import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { call, calls, eventOf, kinds, OTHER, withSandbox } from '../peerflow/with-sandbox.ts';
import { byHand, connect, leading, markOf, network, routed, vpcA, vpcPartner } from './support.ts';

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
      PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
      PEERFLOW_ACCEPTER_EXTERNAL_ID: 'shared-id',
    };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, vpcPartner), env });
    const toPartner = { acceptingVpcId: 'vpc-partner', acceptingAliUid: OTHER, accept: 'auto' };
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
