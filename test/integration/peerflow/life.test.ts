import { describe, expect, it } from 'vitest';
import {
  ab,
  call,
  calls,
  eventOf,
  idOf,
  kinds,
  OTHER,
  OWN,
  statusOf,
  sweep,
  withSandbox,
} from './with-sandbox.ts';

const toPartner = { ...ab, acceptingVpcId: 'vpc-partner', acceptingAliUid: OTHER };
const allow = JSON.stringify([
  { name: 'partner', effect: 'allow', when: { accepterAccount: [OTHER, OWN] } },
]);
const role = {
  PEERFLOW_POLICY: allow,
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
  PEERFLOW_ACCEPTER_EXTERNAL_ID: 'shared-id',
};

const activated = async (sandbox: Awaited<ReturnType<typeof withSandbox>>): Promise<string> => {
  const answer = await call(sandbox, 'POST', '/peerings', ab);
  await eventOf(sandbox, 'Connection:Activated');
  return idOf(answer);
};

describe.concurrent('the whole life of a connection', () => {
  it('is modified, and the fact is announced', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const id = await activated(sandbox);

    const answer = await call(sandbox, 'PATCH', `/peerings/${id}`, { name: 'renamed' });
    const updated = await eventOf(sandbox, 'Connection:Updated');

    expect(answer.status).toBe(202);
    expect(updated.data).toMatchObject({ action: 'modify', connection: { name: 'renamed' } });
    expect(updated.id).toMatch(new RegExp(`^${id}-Updated-[0-9a-f]{16}$`));
  });

  it('is deleted, and the fact is announced', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished });
    const id = await activated(sandbox);

    const answer = await call(sandbox, 'DELETE', `/peerings/${id}`);
    const deleted = await eventOf(sandbox, 'Connection:Deleted');

    expect(answer.status).toBe(202);
    expect([deleted.id, deleted.subject]).toEqual([
      `${id}-Deleted`,
      `acs:vpc:cn-hangzhou:${OWN}:vpcpeer/${id}`,
    ]);
  });

  it('is accepted in the other account, with its role', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, env: role });

    const answer = await call(sandbox, 'POST', '/peerings', { ...toPartner, accept: 'auto' });
    const event = await eventOf(sandbox, 'Connection:Activated');

    expect(answer.status).toBe(202);
    expect(event.data).toMatchObject({ connection: { acceptingOwnerUid: OTHER, ownerId: OWN } });
    expect(kinds(sandbox)).toEqual([
      'Connection:Creating',
      'Connection:Accepting',
      'Connection:Activated',
    ]);
  });

  it('waits for a person with few looks, and announces what came of it', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, env: role });
    const id = idOf(await call(sandbox, 'POST', '/peerings', toPartner));
    const accepting = await eventOf(sandbox, 'Connection:Accepting');
    // The credentials of an invocation that is under way would expire with the connection.
    await sandbox.idle(1_000);
    sandbox.clock.advance(8 * 24 * 3600 * 1000);
    await statusOf(sandbox, id, 'Expired');
    await sweep(sandbox);
    await sweep(sandbox);

    expect(accepting.data).toMatchObject({ connection: { gmtExpired: expect.any(String) } });
    expect(calls(sandbox, 'GetVpcPeerConnectionAttribute')).toBeLessThan(30);
    expect(new Set(kinds(sandbox))).toContain('Connection:Expired');
    const expired = sandbox.eventBridge.events().filter(({ type }) => type.endsWith(':Expired'));
    expect(new Set(expired.map((event) => event.id))).toEqual(new Set([`${id}-Expired`]));
  });

  it('is not doubled when it was rejected: the next request is told what to do', async ({
    onTestFinished,
  }) => {
    const sandbox = await withSandbox({ onTestFinished, env: { PEERFLOW_POLICY: allow } });
    const id = idOf(await call(sandbox, 'POST', '/peerings', toPartner));
    await statusOf(sandbox, id, 'Accepting');
    const reject = { InstanceId: id };
    sandbox.world.call({ accountId: OTHER }, 'VpcPeer', 'RejectVpcPeerConnection', reject);
    await sweep(sandbox);

    const answer = await call(sandbox, 'POST', '/peerings', toPartner);

    expect([answer.status, answer.body.code]).toEqual([409, 'PairRefused']);
    expect(String(answer.body.remedy)).toContain('Delete the connection');
    expect(kinds(sandbox)).toContain('Connection:Rejected');
    expect(calls(sandbox, 'CreateVpcPeerConnection')).toBe(1);
  });

  it('is not accepted because of a forged event', async ({ onTestFinished }) => {
    const sandbox = await withSandbox({ onTestFinished, env: role });
    const id = idOf(await call(sandbox, 'POST', '/peerings', toPartner));
    await eventOf(sandbox, 'Connection:Accepting');
    const forged = {
      specversion: '1.0',
      id: 'x',
      source: 'evil',
      type: 'peerflow:Connection:Accepting',
      data: { connection: { instanceId: id } },
    };

    await sandbox.platform?.invoke('peerflow-accepter', Buffer.from(JSON.stringify(forged)));

    expect(sandbox.world.connection(id)?.status).toBe('Accepting');
    expect(calls(sandbox, 'AcceptVpcPeerConnection')).toBe(0);
  });
});
