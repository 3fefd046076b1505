import { describe, expect, it } from 'vitest';
import { endpointOf, vpcEndpointOf } from '../../../lib/aliyun/endpoints.ts';
import { vpcHostIn } from '../../../lib/aliyun/network/vpc-client.ts';
import official from './official-hosts.json' with { type: 'json' };

const config = (region: string, endpoints = {}) => ({
  accountId: '1210123456123456',
  region,
  endpoints,
});

describe('the hosts of the services', () => {
  it.each(Object.entries(official.sts))('STS in %s is %s', (region, host) => {
    expect(endpointOf(config(region), 'STS')).toEqual({ host, protocol: 'https' });
  });

  it.each(Object.entries(official.vpc))('VPC in %s is %s', async (region, host) => {
    expect(vpcEndpointOf(config('cn-hangzhou'), region)).toEqual({
      regionId: region,
      protocol: 'https',
    });
    expect(await vpcHostIn(region)).toBe(host);
  });

  it.each([
    ['VPCPEER', 'vpcpeer.aliyuncs.com'],
    ['EVENTBRIDGE', '1210123456123456.eventbridge.cn-beijing.aliyuncs.com'],
    ['MNS', '1210123456123456.mns.cn-beijing.aliyuncs.com'],
    ['FC', '1210123456123456.cn-beijing.fc.aliyuncs.com'],
    ['FC2', '1210123456123456.cn-beijing.fc.aliyuncs.com'],
  ] as const)('%s is %s', (service, host) => {
    expect(endpointOf(config('cn-beijing'), service)).toEqual({ host, protocol: 'https' });
  });

  it('are replaced by the configured base URLs', () => {
    const endpoints = { STS: 'http://127.0.0.1:9000', VPC: 'https://vpc.example:8443/' };
    expect(endpointOf(config('cn-beijing', endpoints), 'STS')).toEqual({
      host: '127.0.0.1:9000',
      protocol: 'http',
    });
    expect(vpcEndpointOf(config('cn-beijing', endpoints), 'cn-shanghai')).toEqual({
      host: 'vpc.example:8443',
      protocol: 'https',
    });
  });
});
