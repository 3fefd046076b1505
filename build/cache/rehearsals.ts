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
    { Key: 'peerflow:options', Value: 'routes=none;accept=manual' },
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
        { Key: 'peerflow:options', Value: 'routes=both;accept=manual' },
        { Key: 'peerflow:state', Value: 'Activated;routes=pending@1' },
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

const watch = {
  peerflow: 'watch',
  instanceId: INSTANCE,
  regionId: 'cn-hangzhou',
  requestId: 'rehearsal',
  action: 'create',
  since: 0,
  step: 1,
  due: 0,
};

const hint = { peerflow: 'accept', instanceId: INSTANCE, regionId: 'cn-hangzhou' };
const routes = { peerflow: 'routes', task: 'apply', instanceId: INSTANCE, regionId: 'cn-hangzhou' };

/** By name of the function. */
export const REHEARSALS: Readonly<Record<string, Rehearsal>> = {
  request: {
    functionName: 'peerflow-request',
    events: [call('POST', '/peerings', create), [queueMessage(create)]],
    answers: ANSWERS,
  },
  poller: { functionName: 'peerflow-poller', events: [watch], answers: ANSWERS },
  accepter: { functionName: 'peerflow-accepter', events: [hint], answers: ANSWERS },
  router: { functionName: 'peerflow-router', events: [routes], answers: ROUTED },
};
