import type { Config } from '../runtime/config.ts';
import type { Service } from '../runtime/services.ts';

export interface Endpoint {
  /** Host with port where one is set, without protocol or path. */
  readonly host: string;
  readonly protocol: 'http' | 'https';
}

/** A region in which the official client of a service chooses the host itself. */
export interface InRegion {
  readonly regionId: string;
  readonly protocol: 'https';
}

/** Regions without an STS host of their own, as the official client `@alicloud/sts20150401` 1.2.0 knows them. */
const CENTRAL_STS = new Set(
  'ap-northeast-2-pop ap-south-1 ap-southeast-2 cn-beijing-finance-pop cn-beijing-gov-1 cn-beijing-nu16-b01 cn-edge-1 cn-fujian cn-haidian-cm12-c01 cn-hangzhou-bj-b01 cn-hangzhou-internal-prod-1 cn-hangzhou-internal-test-1 cn-hangzhou-internal-test-2 cn-hangzhou-internal-test-3 cn-hangzhou-test-306 cn-hongkong-finance-pop cn-huhehaote-nebula-1 cn-shanghai-et15-b01 cn-shanghai-et2-b01 cn-shanghai-inner cn-shanghai-internal-test-1 cn-shenzhen-inner cn-shenzhen-st4-d01 cn-shenzhen-su18-b01 cn-wuhan cn-yushanfang cn-zhangbei cn-zhangbei-na61-b01 cn-zhangjiakou-na62-a01 cn-zhengzhou-nebula-1 eu-west-1-oxs rus-west-1-pop'.split(
    ' ',
  ),
);

type CoreService = Exclude<Service, 'VPC'>;

/**
 * The hosts of services that are called through the core or a client that chooses none: VpcPeer has one
 * for every region, STS is as its official client chooses, and the others are named by account and region.
 */
const HOSTS: Readonly<Record<CoreService, (account: string, region: string) => string>> = {
  VPCPEER: () => 'vpcpeer.aliyuncs.com',
  STS: (_, region) => (CENTRAL_STS.has(region) ? 'sts.aliyuncs.com' : `sts.${region}.aliyuncs.com`),
  EVENTBRIDGE: (account, region) => `${account}.eventbridge.${region}.aliyuncs.com`,
  MNS: (account, region) => `${account}.mns.${region}.aliyuncs.com`,
  FC: (account, region) => `${account}.${region}.fc.aliyuncs.com`,
  FC2: (account, region) => `${account}.${region}.fc.aliyuncs.com`,
};

type Configured = Pick<Config, 'endpoints' | 'accountId' | 'region'>;

const configuredFor = ({ endpoints }: Configured, service: Service): Endpoint | undefined => {
  const base = endpoints[service];
  if (base === undefined) return undefined;
  const { host, protocol } = new URL(base);
  return { host, protocol: protocol === 'http:' ? 'http' : 'https' };
};

/** Where a service is called: the configured base URL, or the service's own host over HTTPS. */
export const endpointOf = (config: Configured, service: CoreService): Endpoint =>
  configuredFor(config, service) ?? {
    host: HOSTS[service](config.accountId, config.region),
    protocol: 'https',
  };

/** Where EventBridge is managed, which is not where events go: GetEventBus. */
export const eventBridgeManagementOf = (config: Configured): Endpoint =>
  configuredFor(config, 'EVENTBRIDGE') ?? {
    host: `eventbridge-console.${config.region}.aliyuncs.com`,
    protocol: 'https',
  };

/** Where the VPC API of a region is called: the configured base URL, or where its official client goes. */
export const vpcEndpointOf = (config: Configured, regionId: string): Endpoint | InRegion =>
  configuredFor(config, 'VPC') ?? { regionId, protocol: 'https' };
