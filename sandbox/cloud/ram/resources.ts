import { groupsOf, listOf, type Params } from '../params.ts';

/** The resources of one call, in RAM's spelling. */
type ResourcesOf = (params: Params, accountId: string) => readonly string[];

const named =
  (kind: string, idsOf: (params: Params) => readonly string[], region?: '*'): ResourcesOf =>
  (params, accountId) => {
    const ids = new Set(idsOf(params));
    const stem = `acs:vpc:${region ?? (params.RegionId || '*')}:${accountId}:${kind}`;
    return [...(ids.size > 0 ? ids : ['*'])].map((id) => `${stem}/${id}`);
  };

const by = (name: string) => (params: Params) => listOf(params, name);
const tablesOfBatch = (params: Params) =>
  groupsOf(params, 'RouteEntries').flatMap(({ RouteTableId }) => RouteTableId ?? []);

const vpc = named('vpc', by('VpcId'));
const taggedVpc = named('vpc', by('ResourceId'));
const taggedPeering = named('vpcpeer', by('ResourceId'));
const table = named('routetable', by('RouteTableId'));
const tables = named('routetable', tablesOfBatch);

/**
 * Operations that policies can narrow by resource. Every other one of the two products takes a literal `*`:
 * a policy that names resources does not cover it.
 */
const RESOURCES: Readonly<Record<string, Readonly<Record<string, ResourcesOf>>>> = {
  VpcPeer: {
    // Instance ids are global, so the name has no region of its own.
    GetVpcPeerConnectionAttribute: named('vpcpeer', by('InstanceId'), '*'),
    TagResources: taggedPeering,
    UnTagResources: taggedPeering,
  },
  Vpc: {
    DescribeVpcs: vpc,
    DescribeVpcAttribute: vpc,
    AssociateVpcCidrBlock: vpc,
    TagResources: taggedVpc,
    UnTagResources: taggedVpc,
    DescribeVSwitches: named('vswitch', by('VSwitchId')),
    DescribeRouteTableList: table,
    DescribeRouteEntryList: table,
    CreateRouteEntry: table,
    DeleteRouteEntry: table,
    CreateRouteEntries: tables,
    DeleteRouteEntries: tables,
  },
};

/** The RAM resources that an operation of VpcPeer or VPC works on. */
export const resourcesOf = (
  product: string,
  action: string,
  params: Params,
  accountId: string,
): readonly string[] => RESOURCES[product]?.[action]?.(params, accountId) ?? ['*'];
