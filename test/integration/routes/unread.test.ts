import { describe, expect, it } from 'vitest';
import { call, calls, eventOf, kinds, OTHER, withSandbox } from '../peerflow/with-sandbox.ts';
import {
  byHand,
  connect,
  leading,
  network,
  routed,
  vpcA,
  vpcB,
  vpcC,
  vpcPartner,
} from './support.ts';

const policy = JSON.stringify([{ name: 'any', effect: 'allow' }]);

describe.concurrent('a delete where routes cannot be read', () => {
  const describes = { service: 'Vpc' } as const;

  it.for([
    ['is not there', { kind: 'error', status: 404, code: 'InvalidAction.NotFound' }],
    ['is refused', { kind: 'error', status: 403, code: 'Forbidden.RAM' }],
  ] as const)(
    'goes on without routes, and is refused with routes, while the VPC API %s',
    async ([_, fault], { onTestFinished }) => {
      const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, vpcB, vpcC) });
      const without = await connect(sandbox, { routes: 'none' });
      const wanted = await routed(sandbox, { acceptingVpcId: 'vpc-c' });
      sandbox.faults.add({ ...fault, match: describes });

      const passed = await call(sandbox, 'DELETE', `/peerings/${without}`);
      const refused = await call(sandbox, 'DELETE', `/peerings/${wanted}`);
      await eventOf(sandbox, 'Connection:Deleted');

      expect([passed.status, refused.status]).toEqual([202, 409]);
      expect(refused.body.findings).toMatchObject([
        { code: 'UnreadRoutes', remedy: expect.stringContaining('routes: "none"') },
        { code: 'UnreadRoutes' },
      ]);
      expect(calls(sandbox, 'DeleteRouteEntries')).toBe(0);
    },
  );

  it('waits while the VPC API is down for a moment', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, fixture: network() });
    const id = await routed(sandbox);
    sandbox.faults.add({ kind: 'error', match: describes, times: 3 });

    await call(sandbox, 'DELETE', `/peerings/${id}`);
    await eventOf(sandbox, 'Connection:Deleted');

    expect(leading(sandbox, id, 'vpc-a')).toEqual([]);
    expect(kinds(sandbox)).toContain('Routes:Removed');
  });

  it('is refused by the API where another account has routes that nobody sees', async ({
    onTestFinished,
  }) => {
    const env = { PEERFLOW_POLICY: policy, PEERFLOW_ACCEPTER_ROLE: '' };
    const sandbox = await withSandbox({ onTestFinished, fixture: network(vpcA, vpcPartner), env });
    const created = await call(sandbox, 'POST', '/peerings', {
      regionId: 'cn-hangzhou',
      vpcId: 'vpc-a',
      acceptingVpcId: 'vpc-partner',
      acceptingAliUid: OTHER,
    });
    await eventOf(sandbox, 'Connection:Accepting');
    const { connection } = created.body;
    const id = String(Object(connection).instanceId);
    sandbox.world.call({ accountId: OTHER }, 'VpcPeer', 'AcceptVpcPeerConnection', {
      InstanceId: id,
    });
    await new Promise<void>((resolve) => {
      const stop = sandbox.world.onChange((it) => {
        if (it.status !== 'Activated') return;
        stop();
        resolve();
      });
    });
    byHand(sandbox, id, 'vtb-partner');

    const answer = await call(sandbox, 'DELETE', `/peerings/${id}`);

    expect(answer.status).toBe(409);
    expect(sandbox.world.connection(id)?.status).toBe('Activated');
  });
});
