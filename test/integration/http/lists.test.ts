import { describe, expect, it, test } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { call, fixture, OWN, withSandbox } from '../peerflow/with-sandbox.ts';
import { nothingCalled } from './support.ts';

const rowsOf = (body: Record<string, unknown>): readonly string[] =>
  (Array.isArray(body.connections) ? body.connections : []).map((row) => row.connection.instanceId);

describe('lists', () => {
  const many = () =>
    fixture({
      accounts: [
        {
          id: OWN,
          quotas: { vpc_quota_intra_region_peer_num_per_vpc: 100, vpc_quota_peer_num: 100 },
        },
      ],
      timings: { creatingMs: 0, updatingMs: 0, deletingMs: 0 },
      vpcs: ['cn-hangzhou', 'cn-shanghai'].flatMap((regionId) =>
        Array.from({ length: 6 }, (_, index) => ({
          id: `vpc-${regionId}-${index}`,
          regionId,
          ownerId: OWN,
          cidrBlock: `10.${index}.0.0/16`,
        })),
      ),
    });

  const connect = (sandbox: Sandbox, regionId: string, spoke: number) =>
    call(sandbox, 'POST', '/peerings', {
      regionId,
      vpcId: `vpc-${regionId}-0`,
      acceptingVpcId: `vpc-${regionId}-${spoke}`,
      requestId: `${regionId}-${spoke}`,
    });

  it('goes through every managed region, page by page, and shows each connection once', async () => {
    const sandbox = await withSandbox({ fixture: many() });
    for (const regionId of ['cn-hangzhou', 'cn-shanghai'])
      for (const spoke of [1, 2, 3]) await connect(sandbox, regionId, spoke);
    const made = sandbox.world.connections().map(({ instanceId }) => instanceId);

    const seen: string[] = [];
    let pages = 0;
    for (let next: unknown = ''; next !== null && pages < 10; pages += 1) {
      const page = await call(
        sandbox,
        'GET',
        `/peerings?maxResults=2${next ? `&nextToken=${next}` : ''}`,
      );
      expect(page.status).toBe(200);
      expect(rowsOf(page.body).length).toBeLessThanOrEqual(2);
      seen.push(...rowsOf(page.body));
      next = page.body.nextToken;
    }
    const ofOne = await call(sandbox, 'GET', '/peerings?regionId=cn-shanghai');

    expect(made).toHaveLength(6);
    expect(seen.sort()).toEqual([...made].sort());
    expect(pages).toBe(3);
    expect(rowsOf(ofOne.body)).toHaveLength(3);
    expect(ofOne.body.nextToken).toBeNull();
  });

  it('walks on until a page of one status is full, or nothing is left', async () => {
    const sandbox = await withSandbox({ fixture: many() });
    await connect(sandbox, 'cn-hangzhou', 1);
    await connect(sandbox, 'cn-hangzhou', 2);

    const query = '/peerings?regionId=cn-hangzhou&status=Expired&maxResults=1';
    const page = await call(sandbox, 'GET', query);
    expect([page.status, rowsOf(page.body)]).toEqual([200, []]);
    expect(page.body.nextToken).toBeNull();
  });

  it('finds what a request made, in any region, with the other filters on top', async () => {
    const sandbox = await withSandbox({ fixture: many() });
    await connect(sandbox, 'cn-shanghai', 1);
    const found = async (query: string) =>
      rowsOf((await call(sandbox, 'GET', `/peerings?${query}`)).body).length;

    expect(await found('requestId=cn-shanghai-1')).toBe(1);
    expect(await found('requestId=cn-shanghai-1&all=true')).toBe(1);
    expect(await found('requestId=cn-shanghai-1&regionId=cn-hangzhou')).toBe(0);
    expect(await found('requestId=cn-shanghai-1&vpcId=vpc-cn-shanghai-1')).toBe(1);
    expect(await found('requestId=cn-shanghai-1&vpcId=vpc-cn-shanghai-2')).toBe(0);
    expect(await found('requestId=cn-shanghai-1&status=Expired')).toBe(0);
    expect(await found('requestId=nobody')).toBe(0);
  });

  it('shows ours only, unless all are asked for', async () => {
    const sandbox = await withSandbox();
    sandbox.world.call({ accountId: OWN }, 'VpcPeer', 'CreateVpcPeerConnection', {
      RegionId: 'cn-hangzhou',
      VpcId: 'vpc-b',
      AcceptingAliUid: OWN,
      AcceptingRegionId: 'cn-hangzhou',
      AcceptingVpcId: 'vpc-a',
    });
    const ours = await call(sandbox, 'GET', '/peerings?regionId=cn-hangzhou');
    const all = await call(sandbox, 'GET', '/peerings?regionId=cn-hangzhou&all=true');

    expect(rowsOf(ours.body)).toEqual([]);
    expect(all.body.connections).toMatchObject([{ requestId: null }]);
  });

  test.each([
    ['status=Sleeping', '/status'],
    ['regionId=cn-beijing', '/regionId'],
    ['regionId=x', '/regionId'],
    ['maxResults=0', '/maxResults'],
    ['maxResults=101', '/maxResults'],
    ['maxResults=1e1', '/maxResults'],
    ['all=yes', '/all'],
    ['vpcId=pcc-1', '/vpcId'],
    ['requestId=two%20words', '/requestId'],
    ['nextToken=x', '/nextToken'],
    ['nextToken=WyJjbi1iZWlqaW5nIl0', '/nextToken'],
    ['requestId=a&nextToken=WyJjbi1oYW5nemhvdSJd', '/nextToken'],
    ['limit=5', '/limit'],
    ['a%2Fb~c=5', '/a~1b~0c'],
  ])('refuses ?%s without a call', async (query, pointer) => {
    const sandbox = await withSandbox();
    const answer = await call(sandbox, 'GET', `/peerings?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'InvalidRequest']);
    expect(answer.body.errors).toMatchObject([{ pointer }]);
    expect(nothingCalled(sandbox)).toBe(true);
  });

  it("passes the service's own refusal of a token on", async () => {
    const sandbox = await withSandbox();
    const token = Buffer.from(JSON.stringify(['cn-hangzhou', 'YWJj', 0])).toString('base64url');
    const answer = await call(sandbox, 'GET', `/peerings?nextToken=${token}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'IllegalParam.NextToken']);
  });

  it('names every fault of a query at once', async () => {
    const sandbox = await withSandbox();
    const answer = await call(sandbox, 'GET', '/peerings?status=x&all=x&maxResults=x');
    expect(answer.body.errors).toHaveLength(3);
  });
});
