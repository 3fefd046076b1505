import type { Call, Reply } from '../sinks/service.ts';

export const OWN = '1210123456123456';
/** Eighteen digits: as a JSON number it lies beyond what JavaScript holds exactly. */
export const OTHER = '253460731706911258';

export const KEYS = {
  accessKeyId: 'LTAI5tFAKEFAKEFAKEFAKE00',
  accessKeySecret: 'fake-secret',
  securityToken: 'FAKE-STS-TOKEN',
};

/** JSON as the gateway sends it; `__id__` strings become bare numbers, as account ids are on the wire. */
export const json = (body: unknown, status = 200, headers = {}): Reply => ({
  status,
  type: 'application/json;charset=utf-8',
  headers,
  body: JSON.stringify(body).replace(/"__(\d+)__"/g, '$1'),
});

export const error = (status: number, code: string, headers = {}): Reply =>
  json({ RequestId: 'R-1', HostId: 'vpc', Code: code, Message: 'No, sorry.' }, status, headers);

/** Throttled, with the time to wait in milliseconds. */
export const throttled = (retryAfter: string): Reply =>
  error(400, 'Throttling.User', { 'x-acs-retry-after': retryAfter });

export const page: Reply = { status: 502, type: 'text/html', body: '<html>Bad Gateway</html>' };

export const xmlError = (status: number, code: string): Reply => ({
  status,
  type: 'text/xml;charset=utf-8',
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><RequestId>R-1</RequestId><Code>${code}</Code><Message><![CDATA[Tom & "Jerry" <3]]> &amp; &#20320;</Message></Error>`,
});

export const actionOf = ({ headers }: Call): string => String(headers['x-acs-action']);

/** The parameters of a call as the service sees them. */
export const paramsOf = ({ url }: Call): Record<string, string> =>
  Object.fromEntries(new URL(url, 'http://service').searchParams);

export const vpcBody = {
  RequestId: 'R-1',
  VpcId: 'vpc-a',
  RegionId: 'cn-hangzhou',
  OwnerId: `__${OTHER}__`,
  Status: 'Available',
  CidrBlock: '10.0.0.0/16',
  SecondaryCidrBlocks: { SecondaryCidrBlock: ['192.168.0.0/24'] },
  UserCidrs: { UserCidr: ['30.0.0.0/8'] },
  Ipv6CidrBlock: '2408:4005:1::/56',
  Ipv6CidrBlocks: {
    Ipv6CidrBlock: [
      { Ipv6CidrBlock: '2408:4005:1::/56', Ipv6Isp: 'BGP' },
      { Ipv6CidrBlock: '2408:4006:2::/56', Ipv6Isp: 'ChinaMobile' },
    ],
  },
  AssociatedCens: {
    AssociatedCen: [{ CenId: 'cen-1', CenOwnerId: `__${OTHER}__`, CenStatus: 'Attached' }],
  },
};
