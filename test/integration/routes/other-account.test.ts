import { describe, expect, it } from 'vitest';
import { eventOf, OTHER, statusOf, sweep, withSandbox } from '../peerflow/with-sandbox.ts';
import {
  accepterRole,
  available,
  connect,
  leading,
  network,
  toPartner,
  waitingFor,
} from './support.ts';

describe.concurrent('the side of another account', () => {
  const policy = { PEERFLOW_POLICY: JSON.stringify([{ name: 'any', effect: 'allow' }]) };

  it('is routed with the accepter role', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({
      onTestFinished,
      fixture: network(),
      env: { ...policy, ...accepterRole },
    });

    const id = await connect(sandbox, toPartner);
    const ready = await eventOf(sandbox, 'Routes:Ready');

    expect(leading(sandbox, id, 'vpc-partner')).toEqual(
      available('vtb-partner', ['10.0.0.0/16', '10.10.0.0/16']),
    );
    expect(ready.data).toMatchObject({ planCounts: { created: 4 } });
  });

  it('is handed over without one, and our own side is routed all the same', async ({
    onTestFinished,
  }) => {
    const env = { ...policy, PEERFLOW_ACCEPTER_ROLE: '' };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(), env });
    const id = await waitingFor(sandbox, toPartner);
    sandbox.world.call({ accountId: OTHER }, 'VpcPeer', 'AcceptVpcPeerConnection', {
      InstanceId: id,
    });
    await statusOf(sandbox, id, 'Activated');
    await sweep(sandbox);
    const ready = await eventOf(sandbox, 'Routes:Partial');

    expect(leading(sandbox, id, 'vpc-a')).toHaveLength(2);
    expect(leading(sandbox, id, 'vpc-partner')).toEqual([]);
    expect(ready.data).toMatchObject({
      planCounts: { created: 2, 'handed-over': 2 },
      findings: [
        {
          code: 'RoutesHandedOver',
          severity: 'warning',
          evidence: { accountId: OTHER, destinations: ['10.0.0.0/16', '10.10.0.0/16'] },
        },
      ],
    });
    expect(ready.data).toMatchObject({
      plan: expect.arrayContaining([
        {
          regionId: 'cn-hangzhou',
          vpcId: 'vpc-partner',
          destinationCidrBlock: '10.0.0.0/16',
          result: 'handed-over',
        },
      ]),
    });
  });

  it('is handed over with its tables where the role may look but not write', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({
      onTestFinished,
      fixture: network(),
      env: { ...policy, ...accepterRole },
    });
    sandbox.faults.add({
      kind: 'error',
      match: { action: 'CreateRouteEntries' },
      status: 403,
      code: 'Forbidden.RAM',
    });

    const id = await connect(sandbox, { ...toPartner, routes: 'accepter' });
    const ready = await eventOf(sandbox, 'Routes:Partial');

    expect(leading(sandbox, id, 'vpc-partner')).toEqual([]);
    expect(ready.data).toMatchObject({
      plan: [
        { routeTableId: 'vtb-partner', result: 'handed-over' },
        { routeTableId: 'vtb-partner', result: 'handed-over' },
      ],
    });
  });
});
