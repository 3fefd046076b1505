import type { Answers } from './rehearsals.ts';

const ACCOUNT = 1210123456123456;

const connection = (Status: string, routes: string, state: string) => ({
  InstanceId: 'pcc-rehearsal',
  Status,
  OwnerId: ACCOUNT,
  AcceptingOwnerUid: ACCOUNT,
  RegionId: 'cn-hangzhou',
  AcceptingRegionId: 'cn-hangzhou',
  Vpc: { VpcId: 'vpc-a', Ipv4Cidrs: ['10.0.0.0/16'], Ipv6Cidrs: [] },
  AcceptingVpc: { VpcId: 'vpc-b', Ipv4Cidrs: ['10.1.0.0/16'], Ipv6Cidrs: [] },
  GmtCreate: '2026-01-01T00:00:00Z',
  Tags: [
    { Key: 'peerflow:request', Value: 'rehearsal' },
    { Key: 'peerflow:options', Value: `routes=${routes};accept=manual;by=create` },
    { Key: 'peerflow:state', Value: state },
  ],
});

const toConnection = (destination: string) => ({
  RouteEntryId: 'rte-rehearsal',
  RouteTableId: 'vtb-a',
  DestinationCidrBlock: destination,
  Status: 'Available',
  Type: 'Custom',
  NextHops: { NextHop: [{ NextHopId: 'pcc-rehearsal', NextHopType: 'VpcPeer' }] },
});

const table = {
  RouteTableId: 'vtb-a',
  RouteTableType: 'System',
  AssociateType: 'VSwitch',
  Status: 'Available',
  VSwitchIds: { VSwitchId: ['vsw-a'] },
};

const yes = (body: object) => ({ body: { RequestId: 'R', ...body } });

/** A cloud that says yes to a create. */
export const CREATING: Answers = {
  ListVpcPeerConnections: yes({ NextToken: '', VpcPeerConnects: [] }),
  CreateVpcPeerConnection: yes({ InstanceId: 'pcc-rehearsal' }),
  GetVpcPeerConnectionAttribute: yes(connection('Creating', 'none', 'Requested')),
  TagResources: yes({ Success: true }),
  InvokeFunction: { status: 202 },
  '/openapi/putEvents': yes({ FailedEntryCount: 0, EntryList: [{ EventId: 'e', TraceId: 't' }] }),
};

/** The connection is there, and nothing was announced. */
export const ACTIVATED: Answers = {
  ...CREATING,
  GetVpcPeerConnectionAttribute: yes(connection('Activated', 'none', 'Creating')),
};

/** It has the routes that are wanted: most of what the router does is to look. */
export const ROUTED: Answers = {
  ...CREATING,
  GetVpcPeerConnectionAttribute: yes(connection('Activated', 'both', 'Activated')),
  DescribeVpcAttribute: yes({
    VpcId: 'vpc-a',
    OwnerId: ACCOUNT,
    RegionId: 'cn-hangzhou',
    Status: 'Available',
    CidrBlock: '10.0.0.0/16',
  }),
  DescribeVSwitches: yes({ TotalCount: 0, VSwitches: { VSwitch: [] } }),
  DescribeRouteTableList: yes({
    TotalCount: 1,
    RouterTableList: { RouterTableListType: [table] },
  }),
  DescribeRouteEntryList: yes({
    RouteEntrys: { RouteEntry: [toConnection('10.0.0.0/16'), toConnection('10.1.0.0/16')] },
  }),
};
