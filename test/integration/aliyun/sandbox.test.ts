import { afterEach, describe, expect, it } from 'vitest';
import type { NetworkApi } from '../../../lib/peering/network/model.ts';
import { parseFixture } from '../../../sandbox/fixture.ts';
import world from '../../../sandbox/fixtures/default.json' with { type: 'json' };
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { built } from '../built/index.ts';
import { OTHER, OWN } from './answers.ts';

const REGION = 'cn-hangzhou';
/** How long a write of routes is under way: longer than a slow machine takes for the next call. */
const ROUTE_MS = 3_600_000;

const open = new Set<Sandbox>();
afterEach(async () => {
  await Promise.all([...open].map((sandbox) => sandbox.close()));
  open.clear();
});

const networkIn = (sandbox: Sandbox, accountId: string) => {
  const { accessKeyId, accessKeySecret, securityToken = '' } = sandbox.credentials(accountId);
  const host = sandbox.endpoint.replace('http://', '');
  const keys = { accessKeyId, accessKeySecret, securityToken };
  const client = built.createVpcClient({ host, protocol: 'http' }, keys);
  return built.createNetworkApi(() => client);
};

/** The hub and the first spoke, connected. */
const connected = async () => {
  const fixture = parseFixture({ ...world, timings: { routeMs: ROUTE_MS } });
  const sandbox = await startSandbox({ functions: false, fixture });
  open.add(sandbox);
  const { InstanceId } = sandbox.world.call(
    { accountId: OWN },
    'VpcPeer',
    'CreateVpcPeerConnection',
    {
      RegionId: REGION,
      VpcId: 'vpc-hub',
      AcceptingAliUid: OWN,
      AcceptingRegionId: REGION,
      AcceptingVpcId: 'vpc-spoke1',
    },
  );
  sandbox.clock.advance(2_000);
  return { sandbox, network: networkIn(sandbox, OWN), instanceId: String(InstanceId) };
};

const entry = (nextHopId: string, destinationCidrBlock: string, routeTableId = 'vtb-hub') => ({
  routeTableId,
  destinationCidrBlock,
  nextHopId,
  name: 'peerflow',
  description: 'peerflow order-1',
});

describe('the network of an account, as the sandbox has it', () => {
  it('shows a VPC, its vSwitches and its route tables', async () => {
    const { network } = await connected();

    expect(await network.vpc(REGION, 'vpc-hub')).toMatchObject({
      ownerId: OWN,
      status: 'Available',
      cidrBlock: '10.0.0.0/16',
      secondaryCidrBlocks: ['10.100.0.0/16'],
      ipv6CidrBlocks: ['2408:4005:300::/56'],
    });
    expect(await network.vSwitches(REGION, 'vpc-hub')).toEqual([
      {
        vSwitchId: 'vsw-hub1',
        cidrBlock: '10.0.1.0/24',
        ipv6CidrBlock: '2408:4005:300:1::/64',
      },
      { vSwitchId: 'vsw-hub2', cidrBlock: '10.0.2.0/24' },
      { vSwitchId: 'vsw-hub-dmz', cidrBlock: '10.100.1.0/24' },
    ]);
    expect(await network.routeTables(REGION, 'vpc-hub')).toMatchObject([
      { routeTableId: 'vtb-hub', routeTableType: 'System', associateType: 'VSwitch' },
      {
        routeTableId: 'vtb-hub-dmz',
        vSwitchIds: ['vsw-hub-dmz'],
        tags: [{ key: 'tier', value: 'dmz' }],
      },
      { routeTableId: 'vtb-hub-gateway', associateType: 'Gateway' },
    ]);
  });

  it('takes a batch but for the entry that it names, and removes what is named', async () => {
    const { sandbox, network, instanceId } = await connected();
    const asked = ['10.1.1.0/24', '10.0.0.0/8', '2408:4005:301::/56'];

    const failures = await network.createRouteEntries(
      REGION,
      asked.map((cidr) => entry(instanceId, cidr)),
    );
    sandbox.clock.advance(ROUTE_MS);
    const ours = await network.routeEntries(REGION, 'vtb-hub', instanceId);
    const kept = await network.deleteRouteEntries(REGION, [
      ...ours,
      { routeEntryId: 'rte-no', routeTableId: 'vtb-hub', destinationCidrBlock: '10.9.0.0/16' },
    ]);
    sandbox.clock.advance(ROUTE_MS);

    expect(failures).toMatchObject([
      { destinationCidrBlock: '10.0.0.0/8', nextHopId: instanceId, routeTableId: 'vtb-hub' },
    ]);
    expect(ours).toMatchObject([
      { destinationCidrBlock: '10.1.1.0/24', status: 'Available', description: 'peerflow order-1' },
      { destinationCidrBlock: '2408:4005:301::/56', routeEntryName: 'peerflow' },
    ]);
    expect(kept).toMatchObject([
      { destinationCidrBlock: '10.9.0.0/16', code: 'VPC_ROUTER_ENTRY_NOT_EXIST' },
    ]);
    expect(await network.routeEntries(REGION, 'vtb-hub', instanceId)).toEqual([]);
  });

  it('takes singly what a batch refuses, and reads it among all others', async () => {
    const { sandbox, network, instanceId } = await connected();

    await network.createRouteEntry(REGION, entry(instanceId, '10.0.0.0/8'), 'token-1');
    await network.createRouteEntry(REGION, entry(instanceId, '10.0.0.0/8'), 'token-1');
    sandbox.clock.advance(ROUTE_MS);

    const entries = await network.routeEntries(REGION, 'vtb-hub');
    expect(entries.filter(({ type }) => type === 'Custom')).toMatchObject([
      { destinationCidrBlock: '10.0.0.0/8', nextHops: [{ nextHopId: instanceId }] },
    ]);
    expect(entries.length).toBeGreaterThan(1);
  });

  it('reads more entries than one page holds', async () => {
    const { sandbox, network, instanceId } = await connected();
    for (const batch of [0, 1, 2]) {
      const cidrs = Array.from({ length: 50 }, (_, n) => `10.1.${batch * 50 + n}.0/24`);
      await network.createRouteEntries(
        REGION,
        cidrs.map((cidr) => entry(instanceId, cidr)),
      );
      sandbox.clock.advance(ROUTE_MS);
    }

    expect(await network.routeEntries(REGION, 'vtb-hub', instanceId)).toHaveLength(150);
    expect(
      sandbox.journal.entries.filter(({ summary }) => summary.startsWith('DescribeRouteEntryList')),
    ).toHaveLength(2);
  });

  it.each([
    [
      'a VPC of another account',
      (own: NetworkApi) => own.vpc(REGION, 'vpc-partner'),
      'Forbidden.VpcNotFound',
    ],
    [
      'a table of another account',
      (own: NetworkApi) => own.routeEntries(REGION, 'vtb-partner'),
      'InvalidRouteTable.NotFound',
    ],
  ])('does not show %s', async (_, read, code) => {
    const { network } = await connected();

    await expect(read(network)).rejects.toMatchObject({ name: 'ApiError', kind: 'api', code });
  });

  it('shows the owner of the other account, to the last digit, with its keys', async () => {
    const { sandbox } = await connected();

    const vpc = await networkIn(sandbox, OTHER).vpc(REGION, 'vpc-partner');

    expect(vpc.ownerId).toBe(OTHER);
  });

  it('is busy while it writes', async () => {
    const { network, instanceId } = await connected();
    await network.createRouteEntries(REGION, [entry(instanceId, '10.1.1.0/24')]);

    await expect(
      network.createRouteEntries(REGION, [entry(instanceId, '10.1.2.0/24')]),
    ).rejects.toMatchObject({ code: 'TaskConflict' });
  });
});
