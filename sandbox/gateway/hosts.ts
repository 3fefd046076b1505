import { CloudFault } from '../cloud/fault.ts';
import { paramsOf } from '../http.ts';
import type { Incoming, Service } from '../services.ts';

/** Regions whose VPC API has a host of its own choosing, as the official client's endpoint map says. */
const CENTRAL =
  'cn-hangzhou cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-north-2-gov-1 ap-northeast-2-pop cn-beijing-finance-pop cn-beijing-gov-1 cn-beijing-nu16-b01 cn-fujian cn-haidian-cm12-c01 cn-hangzhou-bj-b01 cn-hangzhou-finance cn-hangzhou-internal-prod-1 cn-hongkong-finance-pop cn-shanghai-et2-b01 cn-shanghai-inner cn-shenzhen-inner cn-shenzhen-st4-d01 cn-shenzhen-su18-b01 cn-wuhan cn-yushanfang cn-zhangbei cn-zhangbei-na61-b01 rus-west-1-pop';
const VPC_HOSTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(CENTRAL.split(' ').map((region) => [region, 'vpc'])),
  'cn-edge-1': 'vpc-nebula.cn-qingdao-nebula',
  'cn-huhehaote-nebula-1': 'vpc-nebula.cn-qingdao-nebula',
  'cn-qingdao-nebula': 'vpc-nebula.cn-qingdao-nebula',
  'cn-zhengzhou-nebula-1': 'vpc-nebula.cn-qingdao-nebula',
  'cn-hangzhou-internal-test-1': 'vpc-pre.cn-hangzhou',
  'cn-hangzhou-internal-test-2': 'vpc-inner-pre.cn-hangzhou',
  'cn-hangzhou-internal-test-3': 'vpc-pre.cn-hangzhou',
  'cn-hangzhou-test-306': 'vpc-pre.cn-hangzhou',
  'cn-shanghai-et15-b01': 'vpc-pre.cn-hangzhou',
  'cn-shanghai-internal-test-1': 'vpc-pre.cn-hangzhou',
  'cn-zhangjiakou-na62-a01': 'vpc.cn-zhangjiakou',
  'eu-west-1-oxs': 'vpc-nebula.cn-shenzhen-cloudstone',
};

/** The host of the VPC API of a region. */
export const vpcHost = (regionId: string): string =>
  `${VPC_HOSTS[regionId] ?? `vpc.${regionId}`}.aliyuncs.com`;

const REGION = '(?<region>[a-z]+(?:-[a-z0-9]+)+?)(?:-internal|-vpc)*';

/** Hosts of the services that are recognised by their form: `{account}.mns.{region}.aliyuncs.com` and the like. */
const FORMS: Readonly<Record<string, RegExp>> = {
  VpcPeer: /^vpcpeer\.aliyuncs\.com$/,
  Sts: new RegExp(`^sts(?:-vpc)?(?:\\.${REGION})?\\.aliyuncs\\.com$`),
  EventBridge: new RegExp(
    `^(?:eventbridge-console|(?<account>\\d+)\\.eventbridge)\\.${REGION}\\.aliyuncs\\.com$`,
  ),
  Mns: new RegExp(`^(?<account>\\d+)\\.mns\\.${REGION}\\.aliyuncs\\.com$`),
  Fc: new RegExp(`^(?:fcv3|(?<account>\\d+))\\.${REGION}(?:\\.fc)?\\.aliyuncs\\.com$`),
  Fc2: new RegExp(`^(?<account>\\d+)\\.${REGION}\\.fc\\.aliyuncs\\.com$`),
};

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

interface Known {
  readonly accountIds: readonly string[];
  readonly regionIds: readonly string[];
}

const isForm = (form: RegExp, host: string, { accountIds, regionIds }: Known): boolean => {
  const found = form.exec(host);
  const { account, region } = found?.groups ?? {};
  return (
    found !== null &&
    (account === undefined || accountIds.includes(account)) &&
    (region === undefined || regionIds.includes(region))
  );
};

const isRight = ({ service: { name }, request }: Incoming, host: string, known: Known): boolean => {
  if (name === '' || LOOPBACK.test(host)) return true;
  const form = FORMS[name];
  if (form !== undefined) return isForm(form, host, known);
  const { RegionId } = paramsOf(request);
  return (RegionId ? [RegionId] : known.regionIds).some((each) => vpcHost(each) === host);
};

/**
 * Stands before every service and refuses requests whose `Host` is not that of the service in its region,
 * as the official clients choose it. Loopback addresses are the sandbox's own and stand for all.
 */
export const createHostCheck =
  (known: Known): Service =>
  async (request, call) => {
    const host = request.headers.host ?? '';
    if (isRight(call, host, known)) return undefined;
    throw new CloudFault(
      'InvalidOperation.NotSupportedEndpoint',
      `The specified endpoint ${host} can't operate this region or product.`,
    );
  };
