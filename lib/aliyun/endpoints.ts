import type { Config, Service } from '../runtime/config.ts';

export interface Endpoint {
  /** Host with port where one is set, without protocol or path. */
  readonly host: string;
  readonly protocol: 'http' | 'https';
}

/** The services' own hosts; VpcPeer has one for every region. */
const HOSTS: Readonly<Record<Service, (account: string, region: string) => string>> = {
  VPCPEER: () => 'vpcpeer.aliyuncs.com',
  VPC: (_, region) =>
    region === 'cn-hangzhou' ? 'vpc.aliyuncs.com' : `vpc.${region}.aliyuncs.com`,
  STS: (_, region) => `sts.${region}.aliyuncs.com`,
  EVENTBRIDGE: (account, region) => `${account}.eventbridge.${region}.aliyuncs.com`,
  MNS: (account, region) => `${account}.mns.${region}.aliyuncs.com`,
  FC: (account, region) => `${account}.${region}.fc.aliyuncs.com`,
  FC2: (account, region) => `${account}.${region}.fc.aliyuncs.com`,
};

/** Where a service is called: the configured base URL, or the service's own host over HTTPS. */
export const endpointOf = (
  { endpoints, accountId, region }: Pick<Config, 'endpoints' | 'accountId' | 'region'>,
  service: Service,
  inRegion: string = region,
): Endpoint => {
  const base = endpoints[service];
  if (base === undefined) return { host: HOSTS[service](accountId, inRegion), protocol: 'https' };
  const { host, protocol } = new URL(base);
  return { host, protocol: protocol === 'http:' ? 'http' : 'https' };
};
