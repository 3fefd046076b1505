import * as read from './network/read.ts';
import * as routes from './network/routes.ts';
import * as vpcs from './network/vpcs.ts';
import type { Call, Operation } from './operation.ts';
import { createConnection } from './peering/create.ts';
import * as life from './peering/life.ts';
import { get, list } from './peering/read.ts';
import * as tags from './peering/tags.ts';

/** The resources of one call, in RAM's spelling. */
type ResourcesOf = (call: Call) => readonly string[];

/** An operation as its product offers it. */
interface Offered {
  readonly run: Operation;
  /** True for calls that are remembered by their ClientToken. */
  readonly once?: boolean;
  /** Calls a minute for each region, action and main account, where it is not what is usual for the product. */
  readonly perMinute?: number;
  /** What policies can narrow it by. One without takes a literal `*`: a policy that names resources does not cover it. */
  readonly on?: ResourcesOf;
}

const named =
  (kind: string, idsOf: ResourcesOf, region?: '*'): ResourcesOf =>
  (call) => {
    const ids = new Set(idsOf(call));
    const { params, caller } = call;
    const stem = `acs:vpc:${region ?? (params.RegionId || '*')}:${caller.accountId}:${kind}`;
    return [...(ids.size > 0 ? ids : ['*'])].map((id) => `${stem}/${id}`);
  };

const by =
  (name: string): ResourcesOf =>
  (call) =>
    call.list(name);
const tablesOfBatch: ResourcesOf = (call) =>
  call.groups('RouteEntries').flatMap(({ RouteTableId }) => RouteTableId ?? []);

const vpc = named('vpc', by('VpcId'));
const taggedVpc = named('vpc', by('ResourceId'));
const taggedPeering = named('vpcpeer', by('ResourceId'));
const table = named('routetable', by('RouteTableId'));
const tables = named('routetable', tablesOfBatch);
/** Instance ids are global, so the name has no region of its own. */
const peering = named('vpcpeer', by('InstanceId'), '*');

interface ProductApi {
  readonly operations: Readonly<Record<string, Offered>>;
  /** What a call gets whose token is still being processed. */
  readonly tokenInUse: string;
  readonly perMinute: number;
}

/** The products whose operations work on connections, VPCs and routes. All have RAM code `vpc`. */
export const PRODUCTS: Readonly<Record<'VpcPeer' | 'Vpc', ProductApi>> = {
  /** VpcPeer 2022-01-01, all eleven operations. */
  VpcPeer: {
    tokenInUse: 'OperationFailed.LastTokenProcessing',
    perMinute: 360,
    operations: {
      CreateVpcPeerConnection: { run: createConnection, once: true },
      AcceptVpcPeerConnection: { run: life.accept, once: true },
      RejectVpcPeerConnection: { run: life.reject, once: true },
      DeleteVpcPeerConnection: { run: life.remove, once: true },
      ModifyVpcPeerConnection: { run: life.modify, once: true },
      GetVpcPeerConnectionAttribute: { run: get, on: peering },
      ListVpcPeerConnections: { run: list },
      MoveResourceGroup: { run: life.moveResourceGroup, once: true, perMinute: 1000 },
      TagResources: { run: tags.tagResources, once: true, perMinute: 1000, on: taggedPeering },
      UnTagResources: { run: tags.untagResources, once: true, perMinute: 1000, on: taggedPeering },
      ListTagResources: { run: tags.listTagResources, perMinute: 3000 },
    },
  },
  /** VPC 2016-04-28, as far as peering needs it. */
  Vpc: {
    tokenInUse: 'LastTokenProcessing',
    perMinute: 6_000,
    operations: {
      DescribeVpcs: { run: read.describeVpcs, on: vpc },
      DescribeVpcAttribute: { run: read.describeVpcAttribute, on: vpc },
      DescribeVSwitches: { run: read.describeVSwitches, on: named('vswitch', by('VSwitchId')) },
      DescribeRouteTableList: { run: read.describeRouteTableList, on: table },
      DescribeRouteEntryList: { run: read.describeRouteEntryList, on: table },
      CreateRouteEntry: { run: routes.createRouteEntry, once: true, on: table },
      CreateRouteEntries: { run: routes.createRouteEntries, on: tables },
      DeleteRouteEntry: { run: routes.deleteRouteEntry, on: table },
      DeleteRouteEntries: { run: routes.deleteRouteEntries, on: tables },
      AssociateVpcCidrBlock: { run: vpcs.associateVpcCidrBlock, on: vpc },
      TagResources: { run: vpcs.tagResources, perMinute: 1000, on: taggedVpc },
      UnTagResources: { run: vpcs.untagResources, perMinute: 1000, on: taggedVpc },
    },
  },
};
