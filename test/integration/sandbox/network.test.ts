import { createRequire } from 'node:module';
import type * as Vpc from '@alicloud/vpc20160428';
import { afterEach, describe, expect, it } from 'vitest';
import { parseFixture } from '../../../sandbox/fixture.ts';
import world from '../../../sandbox/fixtures/default.json' with { type: 'json' };
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';

const OWN = '1210123456123456';
/** Eighteen digits, beyond 2^53. */
const PARTNER = '253460731706911258';
const regionId = 'cn-hangzhou';
/** How long a write of routes is under way: longer than a slow machine takes for the next call. */
const ROUTE_MS = 3_600_000;

const sdk: typeof Vpc = createRequire(import.meta.url)('@alicloud/vpc20160428');
const core: typeof import('@alicloud/openapi-core') = createRequire(import.meta.url)(
  '@alicloud/openapi-core',
);

const open = new Set<Sandbox>();

afterEach(async () => {
  await Promise.all([...open].map((sandbox) => sandbox.close()));
  open.clear();
});

const configOf = (sandbox: Sandbox, accountId: string) =>
  new core.$OpenApiUtil.Config({
    ...sandbox.credentials(accountId),
    endpoint: sandbox.endpoint.replace('http://', ''),
    protocol: 'HTTP',
  });

/** The default world with the hub and spoke1 connected, and the official client of one account. */
const connected = async (accountId = OWN) => {
  const fixture = parseFixture({ ...world, timings: { routeMs: ROUTE_MS } });
  const sandbox = await startSandbox({ functions: false, fixture });
  open.add(sandbox);
  const { InstanceId } = sandbox.world.call(
    { accountId: OWN },
    'VpcPeer',
    'CreateVpcPeerConnection',
    {
      RegionId: regionId,
      VpcId: 'vpc-hub',
      AcceptingAliUid: OWN,
      AcceptingRegionId: regionId,
      AcceptingVpcId: 'vpc-spoke1',
    },
  );
  sandbox.clock.advance(2_000);
  const client = new sdk.default(configOf(sandbox, accountId));
  return { sandbox, client, peering: String(InstanceId) };
};

/** Code and HTTP status of what a call is refused with. */
const refusalOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call;
    return 'OK';
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) throw error;
    return [error.code, error.statusCode];
  }
};

const entriesTo = async (client: Vpc.default, routeTableId: string, nextHopId: string) => {
  const found: unknown[] = [];
  let nextToken: string | undefined;
  do {
    const { body } = await client.describeRouteEntryList(
      new sdk.DescribeRouteEntryListRequest({
        regionId,
        routeTableId,
        nextHopId,
        maxResult: 2,
        nextToken,
      }),
    );
    found.push(...(body?.routeEntrys?.routeEntry ?? []));
    nextToken = body?.nextToken || undefined;
  } while (nextToken);
  return found;
};

describe('the VPC API through its official client', () => {
  it('shows VPCs, vSwitches and route tables', async () => {
    const { client } = await connected();

    const vpc = await client.describeVpcAttribute(
      new sdk.DescribeVpcAttributeRequest({ regionId, vpcId: 'vpc-hub' }),
    );
    const vpcs = await client.describeVpcs(
      new sdk.DescribeVpcsRequest({ regionId, vpcId: 'vpc-cen1,vpc-public' }),
    );
    const vSwitches = await client.describeVSwitches(
      new sdk.DescribeVSwitchesRequest({ regionId, vpcId: 'vpc-hub' }),
    );
    const tables = await client.describeRouteTableList(
      new sdk.DescribeRouteTableListRequest({ regionId, vpcId: 'vpc-hub' }),
    );

    expect(vpc.body).toMatchObject({
      cidrBlock: '10.0.0.0/16',
      ownerId: Number(OWN),
      secondaryCidrBlocks: { secondaryCidrBlock: ['10.100.0.0/16'] },
      ipv6CidrBlocks: { ipv6CidrBlock: [{ ipv6CidrBlock: '2408:4005:300::/56' }] },
    });
    expect(vpcs.body?.vpcs?.vpc).toMatchObject([
      { vpcId: 'vpc-public', userCidrs: { userCidr: ['30.1.0.0/16'] } },
      { vpcId: 'vpc-cen1', cenStatus: 'Attached' },
    ]);
    expect(vSwitches.body?.vSwitches?.vSwitch).toMatchObject([
      { vSwitchId: 'vsw-hub1', routeTable: { routeTableId: 'vtb-hub' } },
      { vSwitchId: 'vsw-hub2' },
      { vSwitchId: 'vsw-hub-dmz', routeTable: { routeTableId: 'vtb-hub-dmz' } },
    ]);
    expect(tables.body?.routerTableList?.routerTableListType).toMatchObject([
      { routeTableId: 'vtb-hub', routeTableType: 'System', associateType: 'VSwitch' },
      { routeTableId: 'vtb-hub-dmz', tags: { tag: [{ key: 'tier', value: 'dmz' }] } },
      { routeTableId: 'vtb-hub-gateway', associateType: 'Gateway' },
    ]);
  });

  it('writes and deletes a batch of entries, and tells of those that fail', async () => {
    const { sandbox, client, peering } = await connected();
    const entry = (routeTableId: string, dstCidrBlock: string) =>
      new sdk.CreateRouteEntriesRequestRouteEntries({
        routeTableId,
        dstCidrBlock,
        nextHop: peering,
        nextHopType: 'VpcPeer',
        name: 'to-spoke1',
      });
    const request = new sdk.CreateRouteEntriesRequest({
      regionId,
      routeEntries: [
        entry('vtb-hub', '10.1.1.0/24'),
        entry('vtb-hub', '10.1.2.0/24'),
        entry('vtb-hub', '2408:4005:301::/56'),
        entry('vtb-hub-dmz', '10.1.0.0/16'),
        entry('vtb-hub', '10.0.0.0/8'),
      ],
    });

    const created = await client.createRouteEntries(request);
    const busy = await refusalOf(client.createRouteEntries(request));
    sandbox.clock.advance(ROUTE_MS);
    const found = await entriesTo(client, 'vtb-hub', peering);
    const deleted = await client.deleteRouteEntries(
      new sdk.DeleteRouteEntriesRequest({
        regionId,
        routeEntries: [
          new sdk.DeleteRouteEntriesRequestRouteEntries({
            routeTableId: 'vtb-hub',
            routeEntryId: created.body?.routeEntryIds?.[0],
          }),
          new sdk.DeleteRouteEntriesRequestRouteEntries({
            routeTableId: 'vtb-hub',
            routeEntryId: 'rte-no',
          }),
        ],
      }),
    );
    sandbox.clock.advance(ROUTE_MS);

    expect(created.body).toMatchObject({
      successCount: 4,
      failedCount: 1,
      failedRouteEntries: [
        { dstCidrBlock: '10.0.0.0/8', nextHop: peering, failedCode: 'InvalidCidrBlock' },
      ],
    });
    expect(busy).toEqual(['TaskConflict', 400]);
    expect(found).toMatchObject([
      { destinationCidrBlock: '10.1.1.0/24', status: 'Available', routeEntryName: 'to-spoke1' },
      { destinationCidrBlock: '10.1.2.0/24' },
      { destinationCidrBlock: '2408:4005:301::/56', ipVersion: 'IPv6' },
    ]);
    expect(deleted.body).toMatchObject({
      successCount: 1,
      failedRouteEntries: [{ routeEntryId: 'rte-no', failedCode: 'VPC_ROUTER_ENTRY_NOT_EXIST' }],
    });
    expect(await entriesTo(client, 'vtb-hub', peering)).toHaveLength(2);
    expect(sandbox.journal.entries.map(({ summary }) => summary)).toEqual(
      expect.arrayContaining([
        'CreateRouteEntries 200 vtb-hub (1 of 5 entries failed)',
        'CreateRouteEntries 400 TaskConflict',
        'DescribeRouteEntryList 200 vtb-hub',
      ]),
    );
  });

  it('writes and deletes a single entry that contains a vSwitch range', async () => {
    const { sandbox, client, peering } = await connected();
    const asked = new sdk.CreateRouteEntryRequest({
      regionId,
      routeTableId: 'vtb-hub',
      destinationCidrBlock: '10.0.0.0/8',
      nextHopId: peering,
      nextHopType: 'VpcPeer',
      clientToken: 'token-1',
    });

    const created = await client.createRouteEntry(asked);
    sandbox.clock.advance(ROUTE_MS);
    const again = await client.createRouteEntry(asked);
    const { routeEntryId } = created.body ?? {};
    await client.deleteRouteEntry(new sdk.DeleteRouteEntryRequest({ regionId, routeEntryId }));
    sandbox.clock.advance(ROUTE_MS);

    expect(again.body?.routeEntryId).toBe(routeEntryId);
    expect(await entriesTo(client, 'vtb-hub', peering)).toEqual([]);
  });

  it('tags a VPC, as a consumer may do whose turn it is', async () => {
    const { client } = await connected();
    const tag = [new sdk.TagResourcesRequestTag({ key: 'peered', value: 'yes' })];
    const asked = { regionId, resourceType: 'VPC', resourceId: ['vpc-hub'], tag };

    await client.tagResources(new sdk.TagResourcesRequest(asked));
    const { body } = await client.describeVpcAttribute(
      new sdk.DescribeVpcAttributeRequest({ regionId, vpcId: 'vpc-hub' }),
    );

    expect(body?.tags?.tag).toMatchObject([{ key: 'peered', value: 'yes' }]);
  });

  it('takes parameters from a form too, and writes account ids with all their digits', async () => {
    const { sandbox } = await connected();
    const client = new core.default(configOf(sandbox, PARTNER));
    const params = new core.$OpenApiUtil.Params({
      action: 'DescribeVpcAttribute',
      version: '2016-04-28',
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'string',
    });
    const request = new core.$OpenApiUtil.OpenApiRequest({
      body: { RegionId: regionId, VpcId: 'vpc-partner' },
    });

    const { RuntimeOptions } = createRequire(import.meta.url)('@alicloud/tea-util');
    const answer = await client.callApi(params, request, new RuntimeOptions({}));

    expect(answer.body).toContain(`"OwnerId":${PARTNER},`);
  });

  it('keeps to what a role allows', async () => {
    const { sandbox, peering } = await connected();
    const { Credentials } = sandbox.world.call({ accountId: OWN }, 'Sts', 'AssumeRole', {
      RoleArn: `acs:ram::${PARTNER}:role/peerflow-accepter`,
      RoleSessionName: 'test',
    });
    const { AccessKeyId, AccessKeySecret, SecurityToken } = Object(Credentials);
    const client = new sdk.default(
      new core.$OpenApiUtil.Config({
        accessKeyId: AccessKeyId,
        accessKeySecret: AccessKeySecret,
        securityToken: SecurityToken,
        endpoint: sandbox.endpoint.replace('http://', ''),
        protocol: 'HTTP',
      }),
    );
    const toPeering = new sdk.CreateRouteEntryRequest({
      regionId,
      routeTableId: 'vtb-partner',
      destinationCidrBlock: '10.0.0.0/16',
      nextHopId: peering,
      nextHopType: 'VpcPeer',
    });
    const associate = new sdk.AssociateVpcCidrBlockRequest({
      regionId,
      vpcId: 'vpc-partner',
      secondaryCidrBlock: '10.200.0.0/16',
    });

    expect(await refusalOf(client.createRouteEntry(toPeering))).toEqual([
      'ResourceNotFound.VpcPeer',
      400,
    ]);
    expect(await refusalOf(client.associateVpcCidrBlock(associate))).toEqual([
      'Forbidden.RAM',
      403,
    ]);
  });
});
