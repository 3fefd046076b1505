import { TASK_VERSION } from '../../lib/peering/queue/tasks.ts';

/** What a function is made to do once while its code cache is made: its most frequent work. */
export interface Rehearsal {
  readonly functionName: string;
  readonly events: readonly object[];
  /** By `x-acs-action`, or by URL where there is none. */
  readonly answers: Readonly<Record<string, { readonly status?: number; readonly body?: object }>>;
}

const INSTANCE = 'pcc-rehearsal';
const CONNECTION = {
  InstanceId: INSTANCE,
  Status: 'Activated',
  OwnerId: 1210123456123456,
  AcceptingOwnerUid: 1210123456123456,
  RegionId: 'cn-hangzhou',
  AcceptingRegionId: 'cn-hangzhou',
  Vpc: { VpcId: 'vpc-a', Ipv4Cidrs: ['10.0.0.0/16'], Ipv6Cidrs: [] },
  AcceptingVpc: { VpcId: 'vpc-b', Ipv4Cidrs: ['10.1.0.0/16'], Ipv6Cidrs: [] },
  GmtCreate: '2026-01-01T00:00:00Z',
  Tags: [
    { Key: 'peerflow:request', Value: 'rehearsal' },
    { Key: 'peerflow:options', Value: 'routes=none;accept=manual;by=create' },
    { Key: 'peerflow:state', Value: 'Creating' },
  ],
};

const ANSWERS: Rehearsal['answers'] = {
  ListVpcPeerConnections: { body: { RequestId: 'R', NextToken: '', VpcPeerConnects: [] } },
  CreateVpcPeerConnection: { body: { RequestId: 'R', InstanceId: INSTANCE } },
  GetVpcPeerConnectionAttribute: { body: { RequestId: 'R', ...CONNECTION } },
  TagResources: { body: { RequestId: 'R', Success: true } },
  InvokeFunction: { status: 202 },
  '/openapi/putEvents': { body: { RequestId: 'R', FailedEntryCount: 0, EntryList: [] } },
};

/** A connection whose routes are wanted, and there: most of what the router does is to look. */
const ROUTED: Rehearsal['answers'] = {
  ...ANSWERS,
  GetVpcPeerConnectionAttribute: {
    body: {
      RequestId: 'R',
      ...CONNECTION,
      Tags: [
        { Key: 'peerflow:request', Value: 'rehearsal' },
        { Key: 'peerflow:options', Value: 'routes=both;accept=manual;by=create' },
        { Key: 'peerflow:state', Value: 'Activated' },
      ],
    },
  },
  DescribeVSwitches: { body: { RequestId: 'R', TotalCount: 0, VSwitches: { VSwitch: [] } } },
  DescribeRouteTableList: {
    body: {
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
    },
  },
  DescribeRouteEntryList: {
    body: {
      RequestId: 'R',
      RouteEntrys: {
        RouteEntry: ['10.0.0.0/16', '10.1.0.0/16'].map((DestinationCidrBlock) => ({
          RouteEntryId: 'rte-rehearsal',
          RouteTableId: 'vtb-a',
          DestinationCidrBlock,
          Status: 'Available',
          Type: 'Custom',
          NextHops: { NextHop: [{ NextHopId: INSTANCE, NextHopType: 'VpcPeer' }] },
        })),
      },
    },
  },
};

const call = (method: string, path: string, body?: object) => ({
  version: 'v1',
  rawPath: path,
  headers: { 'content-type': 'application/json' },
  queryParameters: {},
  isBase64Encoded: false,
  body: body === undefined ? '' : JSON.stringify(body),
  requestContext: { http: { method, path }, requestId: 'rehearsal' },
});

const create = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', acceptingVpcId: 'vpc-b' };

const queueMessage = (body: object) => ({
  id: 'event-1',
  source: 'MNS-Function-queue',
  specversion: '1.0',
  type: 'mns:Queue:SendMessage',
  data: { messageId: 'M1', messageBody: JSON.stringify(body) },
});

/** Tasks as our own functions hand them to each other. */
const first = <K extends string>(kind: K) => ({
  peerflow: kind,
  version: TASK_VERSION,
  chain: '0'.repeat(32),
  step: 0,
  part: 0,
  begunAt: Date.parse('2026-01-01T00:00:00Z'),
  due: Date.parse('2026-01-01T00:00:00Z'),
});

const waits = { tries: 0, spent: {} };

const requests = {
  ...first('requests'),
  items: [
    {
      request: { action: 'create', ...create },
      requestId: 'rehearsal',
      idKind: 'message',
      origin: { via: 'direct' },
      arrival: Date.parse('2026-01-01T00:00:00Z'),
      due: Date.parse('2026-01-01T00:00:00Z'),
      ...waits,
    },
  ],
};

const watch = {
  ...first('watch'),
  instanceId: INSTANCE,
  regionId: 'cn-hangzhou',
  requestId: 'rehearsal',
  ownerRequestId: 'rehearsal',
  action: 'create',
  since: Date.parse('2026-01-01T00:00:00Z'),
  looks: 0,
  announced: 'Creating',
};

const accept = { ...first('accept'), instanceId: INSTANCE, ...waits };
const routes = {
  ...first('routes'),
  instanceId: INSTANCE,
  regionId: 'cn-hangzhou',
  cause: INSTANCE,
  purpose: 'make',
  ...waits,
};

/** By name of the function. */
export const REHEARSALS: Readonly<Record<string, Rehearsal>> = {
  request: {
    functionName: 'peerflow-request',
    events: [call('POST', '/peerings', create), [queueMessage(create)]],
    answers: ANSWERS,
  },
  worker: { functionName: 'peerflow-worker', events: [requests], answers: ANSWERS },
  poller: { functionName: 'peerflow-poller', events: [watch], answers: ANSWERS },
  accepter: { functionName: 'peerflow-accepter', events: [accept], answers: ANSWERS },
  router: { functionName: 'peerflow-router', events: [routes], answers: ROUTED },
};
