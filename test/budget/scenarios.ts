import type { Reply } from '../integration/sinks/service.ts';
import type { Scenario } from './functions.ts';

export interface Expected extends Scenario {
  /** What the function must answer, so that nobody measures a scenario that fails. */
  readonly answer: unknown;
  /** What the cloud answers otherwise than usual. */
  readonly answers?: Readonly<Record<string, Reply>>;
}

const OWN = 1210123456123456;

const http = (method: string, path: string, body?: object): string =>
  JSON.stringify({
    version: 'v1',
    rawPath: path,
    headers: { 'content-type': 'application/json' },
    queryParameters: {},
    isBase64Encoded: false,
    body: body === undefined ? '' : JSON.stringify(body),
    requestContext: { http: { method, path }, requestId: 'budget' },
  });

const EVENTBRIDGE = { PEERFLOW_SINKS: 'eventbridge://facts' };

const connection = {
  RequestId: 'R',
  InstanceId: 'pcc-1',
  Status: 'Activated',
  OwnerId: OWN,
  AcceptingOwnerUid: OWN,
  RegionId: 'cn-hangzhou',
  AcceptingRegionId: 'cn-hangzhou',
  Vpc: { VpcId: 'vpc-a', Ipv4Cidrs: ['10.0.0.0/16'] },
  AcceptingVpc: { VpcId: 'vpc-b', Ipv4Cidrs: ['10.1.0.0/16'] },
  Tags: [
    { Key: 'peerflow:request', Value: 'order-1' },
    { Key: 'peerflow:options', Value: 'routes=none;accept=manual' },
    { Key: 'peerflow:state', Value: 'Creating' },
  ],
};

const yes = (body: object, status = 200): Reply => ({ status, body: JSON.stringify(body) });

/** What the cloud answers, by action, or by path where a call names none. */
export const ANSWERS: Readonly<Record<string, Reply>> = {
  ListVpcPeerConnections: yes({ RequestId: 'R', VpcPeerConnects: [] }),
  CreateVpcPeerConnection: yes({ RequestId: 'R', InstanceId: 'pcc-1' }),
  GetVpcPeerConnectionAttribute: yes(connection),
  TagResources: yes({ RequestId: 'R', Success: true }),
  InvokeFunction: yes({}, 202),
  '/openapi/putEvents': yes({
    RequestId: 'R',
    FailedEntryCount: 0,
    EntryList: [{ EventId: 'e', TraceId: 't' }],
  }),
};

const toConnection = (destination: string) => ({
  RouteEntryId: `rte-${destination}`,
  RouteTableId: 'vtb-a',
  DestinationCidrBlock: destination,
  Status: 'Available',
  Type: 'Custom',
  NextHops: { NextHop: [{ NextHopId: 'pcc-1', NextHopType: 'VpcPeer' }] },
});

/** The same connection with routes wanted, and made. */
const ROUTED: Readonly<Record<string, Reply>> = {
  GetVpcPeerConnectionAttribute: yes({
    ...connection,
    Tags: [
      { Key: 'peerflow:request', Value: 'order-1' },
      { Key: 'peerflow:options', Value: 'routes=both;accept=manual' },
      { Key: 'peerflow:state', Value: 'Activated;routes=pending@1795430257' },
    ],
  }),
  DescribeRouteTableList: yes({
    RequestId: 'R',
    TotalCount: 1,
    RouterTableList: {
      RouterTableListType: [
        {
          RouteTableId: 'vtb-a',
          RouteTableType: 'System',
          AssociateType: 'VSwitch',
          Status: 'Available',
          VSwitchIds: { VSwitchId: ['vsw-a'] },
        },
      ],
    },
  }),
  DescribeVSwitches: yes({ RequestId: 'R', TotalCount: 0, VSwitches: { VSwitch: [] } }),
  DescribeRouteEntryList: yes({
    RequestId: 'R',
    RouteEntrys: { RouteEntry: [toConnection('10.0.0.0/16'), toConnection('10.1.0.0/16')] },
  }),
};

const create = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };

const watch = {
  peerflow: 'watch',
  instanceId: 'pcc-1',
  regionId: 'cn-hangzhou',
  requestId: 'order-1',
  action: 'create',
  since: 0,
  step: 1,
  due: 0,
};

/** Each in a Node.js of its own, as in a cold instance. */
export const SCENARIOS: readonly Expected[] = [
  { name: 'request: loading it', function: 'request', answer: null },
  {
    name: 'request: GET /healthz',
    function: 'request',
    event: http('GET', '/healthz'),
    env: EVENTBRIDGE,
    answer: { statusCode: 200 },
  },
  {
    name: 'request: GET /openapi.json',
    function: 'request',
    event: http('GET', '/openapi.json'),
    env: EVENTBRIDGE,
    answer: { statusCode: 200 },
  },
  {
    name: 'request: a body that is no valid request',
    function: 'request',
    event: http('POST', '/peerings', { vpcId: 'no' }),
    env: EVENTBRIDGE,
    answer: { statusCode: 400 },
  },
  {
    name: 'request: bytes that nobody can read',
    function: 'request',
    event: '{"vpcId": "vpc-a", \u0000',
    answer: { outcomes: [{ item: 0, outcome: 'rejected' }] },
  },
  {
    name: 'request: an event of our own',
    function: 'request',
    event: JSON.stringify({
      id: 'pcc-1-Activated',
      source: 'peerflow',
      type: 'peerflow:Connection:Activated',
      specversion: '1.0',
      data: {},
    }),
    env: EVENTBRIDGE,
    answer: { outcomes: [{ item: 0, outcome: 'done' }] },
  },
  {
    name: 'request: a create',
    function: 'request',
    event: http('POST', '/peerings', create),
    env: EVENTBRIDGE,
    answer: { statusCode: 202 },
  },
  {
    name: 'request: a preflight',
    function: 'request',
    event: http('POST', '/peerings/preflight', create),
    env: EVENTBRIDGE,
    answer: { statusCode: 200 },
  },
  { name: 'poller: loading it', function: 'poller', answer: null },
  {
    name: 'poller: a watch that sees Activated',
    function: 'poller',
    event: JSON.stringify(watch),
    env: EVENTBRIDGE,
    answer: null,
  },
  { name: 'accepter: loading it', function: 'accepter', answer: null },
  { name: 'router: loading it', function: 'router', answer: null },
  {
    name: 'router: routes that are there already',
    function: 'router',
    event: JSON.stringify({ peerflow: 'routes', task: 'apply', instanceId: 'pcc-1' }),
    env: EVENTBRIDGE,
    answer: null,
    answers: ROUTED,
  },
];
