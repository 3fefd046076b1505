import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { peerflowAccount } from '../../../sandbox/peerflow.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';

const OWN = '1210123456123456';
const PARTNER = '253460731706911258';

const Fc2: typeof import('@alicloud/fc2/lib/client.js').default = createRequire(import.meta.url)(
  '@alicloud/fc2/lib/client.js',
);

const fc2Client = ({ accountId, endpoint, world }: Sandbox) => {
  const { accessKeyId: accessKeyID, ...keys } = world.keys.issue({ accountId });
  const region = 'cn-hangzhou';
  return new Fc2(accountId, {
    accessKeyID,
    ...keys,
    endpoint,
    region,
    timeout: 5_000,
    headers: {},
  });
};

/** The account with the very stacks of deploy/, and the functions of s.yaml in it. */
const account = async (sinks: string, withPartner = false) => {
  const partner = { accountId: PARTNER, externalId: 'shared' };
  const options = { accountId: OWN, sinks, ...(withPartner ? { partner } : {}) };
  const sandbox = await startSandbox({
    ...peerflowAccount(options),
    env: { PEERFLOW_SINKS: sinks },
    switches: { timers: false },
  });
  const may = (name: string, action: string, path: string, context = {}): boolean => {
    const caller = { accountId: OWN, role: `peerflow-${name}` };
    const resource = `acs:${action.split(':')[0]}:cn-hangzhou:${OWN}:${path}`;
    return sandbox.world.ram.authorize({ ...caller, action, resource, context }) === 'Allow';
  };
  return { sandbox, may };
};

describe('the account of the deployment', () => {
  it('has the four queues and the five functions with their roles, and nothing else', async () => {
    const { sandbox } = await account('eventbridge://peerflow mns://queues/facts fc2://svc/fn');
    for (const name of ['requests', 'failed', 'parked', 'dead'])
      expect(sandbox.smq.queues.has(`peerflow-${name}`)).toBe(true);
    expect(sandbox.smq.queues.has('facts')).toBe(false);
    await expect(
      fc2Client(sandbox).invokeFunction('svc', 'fn', '', {}, 'LATEST'),
    ).rejects.toMatchObject({ code: 'FunctionNotFound' });
    expect(sandbox.platform.functions.map(({ role }) => role?.split('/')[1])).toEqual([
      'peerflow-request',
      'peerflow-worker',
      'peerflow-poller',
      'peerflow-accepter',
      'peerflow-router',
    ]);
    await sandbox.close();
  });

  it('is that of another name and stage, where the deployment has them', async () => {
    const env = { PEERFLOW_NAME: 'net', PEERFLOW_STAGE: '-dev' };
    const sandbox = await startSandbox({
      ...peerflowAccount({ accountId: OWN, base: 'net', stage: '-dev' }),
      env,
    });
    expect(sandbox.platform.functions.map(({ name }) => name)).toContain('net-dev-request');
    expect(sandbox.smq.queues.has('net-dev-requests')).toBe(true);
    expect(sandbox.eventBridge.buses.has('net-dev')).toBe(true);
    await sandbox.close();
  });

  it('lets roles do what the templates say, with the sinks of the configuration', async () => {
    const sinks = 'eventbridge://peerflow mns://queues/facts,mns://queues/more fc2://svc/fn';
    const { sandbox, may } = await account(sinks);
    for (const [name, action, path, allowed] of [
      ['worker', 'mns:SendMessage', '/queues/facts/messages', true],
      ['worker', 'mns:SendMessage', '/queues/more/messages', true],
      ['worker', 'mns:SendMessage', '/queues/other/messages', false],
      ['worker', 'fc:InvokeFunction', 'services/svc.LATEST/functions/fn', true],
      ['worker', 'fc:InvokeFunction', 'services/svc.LATEST/functions/other', false],
      ['poller', 'eventbridge:PutEvents', 'eventbus/peerflow', true],
      ['poller', 'eventbridge:PutEvents', 'eventbus/default', false],
      ['poller', 'vpc:CreateVpcPeerConnection', '*', false],
    ] as const)
      expect([name, action, path, may(name, action, path)]).toEqual([name, action, path, allowed]);
    await sandbox.close();
  });

  it('has a role in the partner’s account that trusts Peerflow’s roles', async () => {
    const { sandbox, may } = await account('', true);
    const { ram } = sandbox.world;
    const role = ram.role(PARTNER, 'peerflow-accepter');
    if (role === undefined) throw new Error('no role');
    const caller = { accountId: OWN, role: 'peerflow-accepter' };
    expect(ram.trusts(role, caller, { 'sts:ExternalId': 'shared' })).toBe('Allow');
    expect(ram.trusts(role, caller, { 'sts:ExternalId': 'other' })).not.toBe('Allow');
    expect(may('poller', 'sts:AssumeRole', 'x')).toBe(false);
    await sandbox.close();
  });
});
