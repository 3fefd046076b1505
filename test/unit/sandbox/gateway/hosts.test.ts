import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createHostCheck, vpcHost } from '../../../../sandbox/gateway/hosts.ts';
import type { HttpRequest } from '../../../../sandbox/http.ts';
import { serve } from '../../../../sandbox/services.ts';

const ACCOUNT = '1210123456123456';
const check = serve([
  createHostCheck({
    accountIds: [ACCOUNT],
    regionIds: ['cn-hangzhou', 'cn-shanghai', 'cn-hangzhou-finance'],
  }),
  async () => ({ status: 200 }),
]);

const rpc = (version: string, host: string, RegionId = ''): HttpRequest => ({
  method: 'POST',
  url: '/',
  path: '/',
  query: new URLSearchParams(RegionId ? { RegionId } : {}),
  headers: { host, 'x-acs-version': version, 'x-acs-action': 'List' },
  body: Buffer.alloc(0),
});
const rest = (path: string, host: string): HttpRequest => ({
  ...rpc('', host),
  url: path,
  path,
  headers: { host },
});

const VPCPEER = '2022-01-01';
const VPC = '2016-04-28';
const STS = '2015-04-01';

describe('the host of a request', () => {
  it.each([
    ['the central one of VpcPeer', rpc(VPCPEER, 'vpcpeer.aliyuncs.com', 'cn-shanghai')],
    ['the sandbox itself', rpc(VPCPEER, '127.0.0.1:9000')],
    ['VPC of the region', rpc(VPC, 'vpc.cn-shanghai.aliyuncs.com', 'cn-shanghai')],
    ['VPC of a region with another host', rpc(VPC, 'vpc.aliyuncs.com', 'cn-hangzhou-finance')],
    ['central STS', rpc(STS, 'sts.aliyuncs.com')],
    ['STS of a region', rpc(STS, 'sts.cn-shanghai.aliyuncs.com')],
    ['EventBridge', rest('/openapi/putEvents', `${ACCOUNT}.eventbridge.cn-hangzhou.aliyuncs.com`)],
    ['the API of EventBridge', rpc('2020-04-01', 'eventbridge-console.cn-hangzhou.aliyuncs.com')],
    ['SMQ', rest('/queues/q/messages', `${ACCOUNT}.mns.cn-hangzhou-internal.aliyuncs.com`)],
    ['FC 3.0', rest('/2023-03-30/functions/f/invocations', 'fcv3.cn-hangzhou.aliyuncs.com')],
    ['FC 2.0', rest('/2016-08-15/x', `${ACCOUNT}.cn-hangzhou.fc.aliyuncs.com`)],
  ])('is right: %s', async (_, request) => {
    expect(await check(request)).toMatchObject({ status: 200 });
  });

  it.each([
    ['VpcPeer by region', rpc(VPCPEER, 'vpcpeer.cn-hangzhou.aliyuncs.com')],
    ['VpcPeer on the host of VPC', rpc(VPCPEER, 'vpc.aliyuncs.com', 'cn-hangzhou')],
    ['VPC of another region', rpc(VPC, 'vpc.cn-shanghai.aliyuncs.com', 'cn-hangzhou')],
    ['VPC of no region', rpc(VPC, 'vpc.cn-nowhere.aliyuncs.com')],
    [
      'VPC where the region has another host',
      rpc(VPC, 'vpc.cn-hangzhou.aliyuncs.com', 'cn-hangzhou'),
    ],
    ['STS of no region', rpc(STS, 'sts.cn-nowhere.aliyuncs.com')],
    ['SMQ of another account', rest('/queues/q/messages', '1.mns.cn-hangzhou.aliyuncs.com')],
    ['FC 2.0 on the host of 3.0', rest('/2016-08-15/x', 'fcv3.cn-hangzhou.aliyuncs.com')],
    ['nothing', rpc(VPC, '')],
  ])('is refused: %s', async (_, request) => {
    expect(await check(request)).toMatchObject({
      status: 400,
      body: expect.stringContaining('InvalidOperation.NotSupportedEndpoint'),
    });
  });

  it('of the VPC API is what the official client chooses, for every region that it knows', () => {
    const require = createRequire(import.meta.url);
    const { default: Client } = require('@alicloud/vpc20160428');
    const { _endpointMap } = new Client({ regionId: 'cn-hangzhou' });
    const ours = Object.keys(_endpointMap).map((region) => [region, vpcHost(region)]);

    expect(ours.length).toBeGreaterThan(30);
    expect(Object.fromEntries(ours)).toEqual(_endpointMap);
    expect(vpcHost('eu-central-1')).toBe('vpc.eu-central-1.aliyuncs.com');
  });
});
